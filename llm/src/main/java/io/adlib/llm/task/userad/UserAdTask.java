package io.adlib.llm.task.userad;

import io.adlib.evaluate.metrics.Auc;
import io.adlib.llm.privacy.PersonalData;
import io.adlib.llm.prompt.Page;
import io.adlib.llm.schema.Shape;
import io.adlib.llm.task.Grade;
import io.adlib.llm.task.Judged;
import io.adlib.llm.task.Task;
import java.util.List;
import java.util.Map;

/** Grades how well an ad fits a user. Measured by AUC against what users then clicked. */
public final class UserAdTask implements Task<UserAd, UserAdTask.Answer> {

  /**
   * The grade, and the lines of the user's history that speak for it.
   *
   * @param evidence line numbers, none for {@link Grade#NONE}
   */
  public record Answer(Grade grade, List<Integer> evidence) {}

  @Override
  public String name() {
    return "user-ad";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String instructions() {
    return """
    Grade how likely an ad is what a user wants next, from the user's history, newest first.
    PERFECT: the history asks for just this. GOOD: it fits a clear interest. PARTIAL: it fits a weak or \
    old interest. NONE: nothing in the history speaks for it.
    In the rationale go from the newest lines to the older ones; what the user bought already is mostly \
    not wanted again. List as evidence the numbers of the lines that speak for the ad.""";
  }

  @Override
  public Shape.Fields answer() {
    return Shape.fields(
        "grade",
        Shape.choice(Grade.class),
        "evidence",
        Shape.items(new Shape.Whole(1, 1000), 0, 8));
  }

  @Override
  public int answerTokens() {
    return 350;
  }

  @Override
  public String id(UserAd input) {
    return input.id();
  }

  @Override
  public PersonalData filter(UserAd input) {
    return input.user().filter();
  }

  @Override
  public void write(UserAd input, Page page) {
    page.data("AD", input.ad().text()).data("USER", input.user().text());
  }

  @Override
  public Class<Answer> type() {
    return Answer.class;
  }

  @Override
  public List<String> problems(UserAd input, Answer answer) {
    if (!input.user().unknownLines(answer.evidence()).isEmpty()) {
      return List.of("evidence names lines that the history does not have");
    }
    if (answer.grade().compareTo(Grade.GOOD) >= 0 && answer.evidence().isEmpty()) {
      return List.of("a grade of GOOD or PERFECT needs evidence");
    }
    return List.of();
  }

  @Override
  public Map<String, Double> measure(List<Judged<UserAd, Answer>> accepted) {
    var shown = accepted.stream().filter(j -> j.input().clicked().isPresent()).toList();
    double[] score_N = shown.stream().mapToDouble(j -> j.answer().grade().number()).toArray();
    double[] label_N = shown.stream().mapToDouble(j -> j.input().clicked().get() ? 1 : 0).toArray();
    double auc = Auc.of(score_N, label_N);
    return Double.isNaN(auc) ? Map.of() : Map.of("AUC of clicks", auc);
  }
}
