package io.adlib.llm.task.summary;

import io.adlib.llm.lexical.Bm25;
import io.adlib.llm.market.Item;
import io.adlib.llm.prompt.Page;
import io.adlib.llm.schema.Shape;
import io.adlib.llm.task.Judged;
import io.adlib.llm.task.Task;
import io.adlib.llm.verify.Grounding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Summarises an ad or content for the encoder. Measured by how often the summary finds its own item
 * first among all summarised ones (BM25), and by its length against the source's.
 */
public final class SummaryTask implements Task<Item, SummaryTask.Answer> {

  /** The summary. */
  public record Answer(String summary) {}

  @Override
  public String name() {
    return "summary";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String instructions() {
    return """
    Say in one or two sentences what an item is, for a program that turns the text into a vector and \
    compares items by it.
    Name the product or subject with the words people use for it, what it is for, for whom, and what \
    sets it apart. Leave out greetings, praise, prices, shipping, numbers of articles and everything \
    the text does not say.""";
  }

  @Override
  public Shape.Fields answer() {
    return Shape.fields("summary", Shape.text(400));
  }

  @Override
  public int answerTokens() {
    return 350;
  }

  @Override
  public String id(Item input) {
    return input.id();
  }

  @Override
  public void write(Item input, Page page) {
    page.data("ITEM", input.sheet());
  }

  @Override
  public Class<Answer> type() {
    return Answer.class;
  }

  @Override
  public List<String> problems(Item input, Answer answer) {
    var problems = new ArrayList<String>();
    if (!Grounding.inventedNumbers(answer.summary(), input.sheet()).isEmpty()) {
      problems.add("the summary has a number that the text does not have");
    }
    if (Grounding.hasLink(answer.summary())) {
      problems.add("the summary must not hold a link");
    }
    if (answer.summary().contains("\n")) {
      problems.add("the summary must be one line");
    }
    return problems;
  }

  @Override
  public Map<String, Double> measure(List<Judged<Item, Answer>> accepted) {
    if (accepted.isEmpty()) {
      return Map.of();
    }
    var index = new Bm25(accepted.stream().map(j -> j.input().sheet()).toList());
    double found = 0;
    double share = 0;
    for (int i = 0; i < accepted.size(); i++) {
      String summary = accepted.get(i).answer().summary();
      found += index.best(summary, 1).contains(i) ? 1 : 0;
      share += (double) summary.length() / accepted.get(i).input().sheet().length();
    }
    var figures = new LinkedHashMap<String, Double>();
    figures.put("finds its own item first", found / accepted.size());
    figures.put("length against the source", share / accepted.size());
    return figures;
  }
}
