package io.adlib.llm.task.queries;

import io.adlib.llm.lexical.Words;
import io.adlib.llm.privacy.PersonalData;
import io.adlib.llm.prompt.Page;
import io.adlib.llm.schema.Shape;
import io.adlib.llm.task.Judged;
import io.adlib.llm.task.Task;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes queries that people who want an ad might type. Measured by how often a query finds its ad
 * among the first ten by BM25.
 */
public final class QueriesTask implements Task<AdKeywords, QueriesTask.Answer> {

  private static final int FOUND_WITHIN = 10;
  private static final int MOST_WORDS = 8;

  /** The queries, most likely first. */
  public record Answer(List<Query> queries) {}

  /** A query and the keyword it was made from. */
  public record Query(String keyword, String text) {}

  @Override
  public String name() {
    return "queries";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String instructions() {
    return """
    Write search queries that people who want an advertised product would type before they know of it.
    Take each query from one of the keywords: use it or what it means. Queries are short, in lower case, \
    in the ad's language, each different in wording and intent: by product, by use, by feature, by \
    occasion. No brand that the ad does not name, no price, nothing about a person.""";
  }

  @Override
  public Shape.Fields answer() {
    return Shape.fields(
        "queries",
        Shape.items(Shape.fields("keyword", Shape.text(60), "text", Shape.text(80)), 3, 8));
  }

  @Override
  public int answerTokens() {
    return 500;
  }

  @Override
  public String id(AdKeywords input) {
    return input.ad().item().id();
  }

  @Override
  public void write(AdKeywords input, Page page) {
    page.data("KEYWORDS", String.join(", ", input.keywords())).data("AD", input.ad().text());
  }

  @Override
  public Class<Answer> type() {
    return Answer.class;
  }

  @Override
  public List<String> problems(AdKeywords input, Answer answer) {
    var problems = new ArrayList<String>();
    var seen = new HashSet<List<String>>();
    for (Query query : answer.queries()) {
      List<String> words = Words.of(query.text());
      if (words.isEmpty() || words.size() > MOST_WORDS) {
        problems.add("a query must have 1 to " + MOST_WORDS + " words");
      }
      if (!seen.add(words.stream().sorted().toList())) {
        problems.add("two queries have the same words");
      }
      if (!query.text().equals(query.text().toLowerCase(Locale.ROOT))) {
        problems.add("queries must be in lower case");
      }
      if (!input.keywords().containsAll(Words.of(query.keyword()))) {
        problems.add("each keyword must be one of the given ones");
      }
      if (!PersonalData.filter().clean(query.text()).removed().isEmpty()) {
        problems.add("a query must not hold personal data");
      }
    }
    return problems;
  }

  @Override
  public Map<String, Double> measure(List<Judged<AdKeywords, Answer>> accepted) {
    double[] found =
        accepted.stream()
            .flatMapToDouble(
                j ->
                    j.answer().queries().stream()
                        .mapToDouble(
                            q ->
                                j.input()
                                        .index()
                                        .best(q.text(), FOUND_WITHIN)
                                        .contains(j.input().number())
                                    ? 1
                                    : 0))
            .toArray();
    return found.length == 0
        ? Map.of()
        : Map.of("recall@10 of the query's ad", java.util.Arrays.stream(found).average().orElse(0));
  }
}
