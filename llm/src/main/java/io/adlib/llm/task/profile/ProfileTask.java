package io.adlib.llm.task.profile;

import io.adlib.llm.lexical.Bm25;
import io.adlib.llm.market.Item;
import io.adlib.llm.privacy.PersonalData;
import io.adlib.llm.prompt.Page;
import io.adlib.llm.schema.Shape;
import io.adlib.llm.task.Judged;
import io.adlib.llm.task.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Describes a user's interests. Measured as RLPF does (arXiv 2409.04421): how often the profile
 * alone tells the ad that the user acted on next from three others, here by BM25; chance is .25.
 */
public final class ProfileTask implements Task<UserHistory, ProfileTask.Answer> {

  /** How strong an interest is. */
  public enum Strength {
    LOW,
    MEDIUM,
    HIGH
  }

  /** A short text, and the interests one by one. */
  public record Answer(String summary, List<Interest> interests) {}

  /**
   * One interest.
   *
   * @param topic such as {@code trail running}
   * @param evidence lines of the history
   */
  public record Interest(String topic, Strength strength, List<Integer> evidence) {}

  @Override
  public String name() {
    return "profile";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String instructions() {
    return """
    Describe what a user is interested in, from the user's history, newest first: a summary that another \
    program will read to choose ads, and the interests one by one, strongest first.
    Say what products, uses and tastes the user is after, and what is settled because it was bought. \
    Every interest needs the numbers of the lines it rests on. Do not guess who the user is: no age, \
    sex, health, religion, politics, income or family.""";
  }

  @Override
  public Shape.Fields answer() {
    return Shape.fields(
        "summary",
        Shape.text(500),
        "interests",
        Shape.items(
            Shape.fields(
                "topic",
                Shape.text(60),
                "strength",
                Shape.choice(Strength.class),
                "evidence",
                Shape.items(new Shape.Whole(1, 1000), 1, 8)),
            1,
            8));
  }

  @Override
  public int answerTokens() {
    return 700;
  }

  @Override
  public String id(UserHistory input) {
    return input.user().user();
  }

  @Override
  public Optional<Instant> asOf(UserHistory input) {
    return Optional.of(input.asOf());
  }

  @Override
  public PersonalData filter(UserHistory input) {
    return input.user().filter();
  }

  @Override
  public void write(UserHistory input, Page page) {
    page.data("USER", input.user().text());
  }

  @Override
  public Class<Answer> type() {
    return Answer.class;
  }

  @Override
  public List<String> problems(UserHistory input, Answer answer) {
    var problems = new ArrayList<String>();
    for (Interest interest : answer.interests()) {
      if (!input.user().unknownLines(interest.evidence()).isEmpty()) {
        problems.add("evidence names lines that the history does not have");
      }
    }
    long topics =
        answer.interests().stream()
            .map(i -> i.topic().strip().toLowerCase(java.util.Locale.ROOT))
            .distinct()
            .count();
    if (topics < answer.interests().size()) {
      problems.add("two interests have the same topic");
    }
    if (!input.user().filter().clean(answer.summary()).removed().isEmpty()) {
      problems.add("the summary holds personal data");
    }
    return problems;
  }

  @Override
  public Map<String, Double> measure(List<Judged<UserHistory, Answer>> accepted) {
    double[] right =
        accepted.stream()
            .filter(j -> j.input().next().size() > 1)
            .mapToDouble(j -> chance(j.input().next(), j.answer()))
            .toArray();
    return right.length == 0
        ? Map.of()
        : Map.of("next ad among four", java.util.Arrays.stream(right).average().orElse(0));
  }

  /** The chance that the first is picked, ties broken by lot. */
  private static double chance(List<Item> items, Answer answer) {
    var words = new StringBuilder(answer.summary());
    answer.interests().forEach(interest -> words.append(' ').append(interest.topic()));
    double[] score = new Bm25(items.stream().map(Item::sheet).toList()).scores(words.toString());
    int ties = 0;
    for (double other : score) {
      if (other > score[0]) {
        return 0;
      }
      ties += other == score[0] ? 1 : 0;
    }
    return 1.0 / ties;
  }
}
