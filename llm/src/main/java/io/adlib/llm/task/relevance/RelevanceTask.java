package io.adlib.llm.task.relevance;

import io.adlib.evaluate.metrics.Kappa;
import io.adlib.llm.prompt.Page;
import io.adlib.llm.schema.Shape;
import io.adlib.llm.task.Grade;
import io.adlib.llm.task.Judged;
import io.adlib.llm.task.Task;
import java.util.List;
import java.util.Map;

/** Grades how well an ad answers a query. Measured by quadratic weighted kappa with people. */
public final class RelevanceTask implements Task<QueryAd, RelevanceTask.Answer> {

  /** The grade. */
  public record Answer(Grade grade) {}

  @Override
  public String name() {
    return "relevance";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String instructions() {
    return """
    Grade how well an ad answers a search query.
    PERFECT: it is what was searched for. GOOD: it would serve most who searched for that, but misses \
    a wish such as size, brand or material. PARTIAL: of the same kind or an accessory, but not what was \
    searched for. NONE: something else.
    In the rationale name the product that the query wants, its stated wishes, and for each whether the \
    ad meets it.""";
  }

  @Override
  public Shape.Fields answer() {
    return Shape.fields("grade", Shape.choice(Grade.class));
  }

  @Override
  public int answerTokens() {
    return 300;
  }

  @Override
  public String id(QueryAd input) {
    return input.id();
  }

  @Override
  public void write(QueryAd input, Page page) {
    page.data("QUERY", input.query()).data("AD", input.ad().text());
  }

  @Override
  public Class<Answer> type() {
    return Answer.class;
  }

  @Override
  public List<String> problems(QueryAd input, Answer answer) {
    return List.of();
  }

  @Override
  public Map<String, Double> measure(List<Judged<QueryAd, Answer>> accepted) {
    var labelled = accepted.stream().filter(j -> j.input().label().isPresent()).toList();
    if (labelled.isEmpty()) {
      return Map.of();
    }
    int[] truth_N = labelled.stream().mapToInt(j -> j.input().label().getAsInt()).toArray();
    int[] guess_N = labelled.stream().mapToInt(j -> j.answer().grade().number()).toArray();
    return Map.of("quadratic weighted kappa", Kappa.quadratic(truth_N, guess_N, 1, 4));
  }
}
