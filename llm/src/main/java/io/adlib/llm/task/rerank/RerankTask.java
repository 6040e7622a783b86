package io.adlib.llm.task.rerank;

import io.adlib.evaluate.metrics.Ndcg;
import io.adlib.llm.market.Item;
import io.adlib.llm.privacy.PersonalData;
import io.adlib.llm.prompt.Page;
import io.adlib.llm.schema.Shape;
import io.adlib.llm.task.Judged;
import io.adlib.llm.task.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Ranks candidates as a list. Measured by nDCG@10, before and after. */
public final class RerankTask implements Task<Candidates, RerankTask.Answer> {

  private static final int SHEET_CHARACTERS = 600;

  /** Numbers of the candidates, best first, each once. */
  public record Answer(List<Integer> order) {}

  @Override
  public String name() {
    return "rerank";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String instructions() {
    return """
    Order candidate ads for a user, best first: by how well each answers the query if there is one, then \
    by how well it fits the newest part of the history, and so that near duplicates do not stand side by \
    side. Judge an ad by what it is, not by how loudly it speaks.
    The answer lists the number of every candidate exactly once.""";
  }

  @Override
  public Shape.Fields answer() {
    return Shape.fields(
        "order", Shape.items(new Shape.Whole(1, Candidates.MOST), 1, Candidates.MOST));
  }

  @Override
  public int answerTokens() {
    return 500;
  }

  @Override
  public String id(Candidates input) {
    return input.id();
  }

  @Override
  public PersonalData filter(Candidates input) {
    return input.user().filter();
  }

  @Override
  public void write(Candidates input, Page page) {
    input.query().ifPresent(query -> page.data("QUERY", query));
    for (int i = 0; i < input.items().size(); i++) {
      Item item = input.items().get(i);
      page.data(
          "CANDIDATE " + (i + 1),
          item.sheet().substring(0, Math.min(SHEET_CHARACTERS, item.sheet().length())));
    }
    page.data("USER", input.user().text());
  }

  @Override
  public Class<Answer> type() {
    return Answer.class;
  }

  @Override
  public List<String> problems(Candidates input, Answer answer) {
    List<Integer> wanted = IntStream.rangeClosed(1, input.items().size()).boxed().toList();
    return answer.order().stream().sorted().toList().equals(wanted)
        ? List.of()
        : List.of(
            "order must hold each number from 1 to " + input.items().size() + " exactly once");
  }

  @Override
  public Map<String, Double> measure(List<Judged<Candidates, Answer>> accepted) {
    var known =
        accepted.stream()
            .filter(j -> j.input().gains().stream().anyMatch(gain -> gain > 0))
            .toList();
    if (known.isEmpty()) {
      return Map.of();
    }
    double before = 0;
    double after = 0;
    for (var judged : known) {
      List<Double> gains = judged.input().gains();
      before += Ndcg.at(10, gains.stream().mapToDouble(g -> g).toArray());
      after +=
          Ndcg.at(
              10, judged.answer().order().stream().mapToDouble(n -> gains.get(n - 1)).toArray());
    }
    var figures = new LinkedHashMap<String, Double>();
    figures.put("nDCG@10 as ranked before", before / known.size());
    figures.put("nDCG@10", after / known.size());
    return figures;
  }
}
