package io.adlib.llm.task.reason;

import io.adlib.llm.market.Item;
import io.adlib.llm.privacy.PersonalData;
import io.adlib.llm.prompt.Page;
import io.adlib.llm.schema.Shape;
import io.adlib.llm.task.Judged;
import io.adlib.llm.task.Task;
import io.adlib.llm.verify.Grounding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Says to a user why each ad of a slate is shown. Measured by how many of the reasons' words stand
 * in the ad or in the lines they rest on.
 */
public final class ReasonTask implements Task<UserSlate, ReasonTask.Answer> {

  private static final int COPIED_WORDS = 6;
  private static final Pattern SENSITIVE =
      Pattern.compile(
          "(?iu)(?<!\\p{L})(your age|your gender|as a (?:man|woman|mother|father)|pregnan\\w*|"
              + "illness|disease|disabilit\\w*|religio\\w*|politic\\w*|sexual\\w*|income|debt)"
              + "(?!\\p{L})");

  /** One reason an ad, in the slate's order. */
  public record Answer(List<Reason> reasons) {}

  /**
   * A reason.
   *
   * @param ad number in the slate, from 1
   * @param because lines of the history it rests on; none for an ad that fits everyone
   * @param text what the user reads
   */
  public record Reason(int ad, List<Integer> because, String text) {}

  @Override
  public String name() {
    return "reason";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String instructions() {
    return """
    Tell a user in one short sentence for each ad of a slate why it is shown, as a shop would: from what \
    the user read, searched for, clicked or bought, to what the ad offers.
    Name the numbers of the history's lines a reason rests on; where none fits, say plainly what the ad \
    offers. Say nothing of the user's age, sex, health, faith, politics, money or family, and nothing of \
    an ad that its own text does not say.""";
  }

  @Override
  public Shape.Fields answer() {
    return Shape.fields(
        "reasons",
        Shape.items(
            Shape.fields(
                "ad",
                new Shape.Whole(1, 20),
                "because",
                Shape.items(new Shape.Whole(1, 1000), 0, 4),
                "text",
                Shape.text(160)),
            1,
            20));
  }

  @Override
  public int answerTokens() {
    return 800;
  }

  @Override
  public String id(UserSlate input) {
    return input.id();
  }

  @Override
  public PersonalData filter(UserSlate input) {
    return input.user().filter();
  }

  @Override
  public void write(UserSlate input, Page page) {
    input.write(page);
  }

  @Override
  public Class<Answer> type() {
    return Answer.class;
  }

  @Override
  public List<String> problems(UserSlate input, Answer answer) {
    var problems = new ArrayList<String>();
    List<Integer> wanted = IntStream.rangeClosed(1, input.ads().size()).boxed().toList();
    if (!answer.reasons().stream().map(Reason::ad).toList().equals(wanted)) {
      problems.add("there must be one reason for each ad, in order");
      return problems;
    }
    for (Reason reason : answer.reasons()) {
      Item ad = input.ads().get(reason.ad() - 1);
      String own = ad.sheet() + "\n" + evidence(input, reason);
      if (!input.user().unknownLines(reason.because()).isEmpty()) {
        problems.add("'because' names lines that the history does not have");
      }
      if (!Grounding.inventedNumbers(reason.text(), own).isEmpty()) {
        problems.add("a reason has a number that its ad and lines do not have");
      }
      if (SENSITIVE.matcher(reason.text()).find() || Grounding.hasLink(reason.text())) {
        problems.add("a reason speaks of who the user is, or holds a link");
      }
      for (Item other : input.ads()) {
        if (other != ad && Grounding.copies(reason.text(), other.sheet(), own, COPIED_WORDS)) {
          problems.add("a reason repeats the text of another ad");
        }
      }
    }
    return problems.stream().distinct().toList();
  }

  private static String evidence(UserSlate input, Reason reason) {
    var text = new StringBuilder();
    List<String> lines = input.user().lines();
    reason.because().stream()
        .filter(line -> line >= 1 && line <= lines.size())
        .forEach(line -> text.append(lines.get(line - 1)).append('\n'));
    return text.toString();
  }

  @Override
  public Map<String, Double> measure(List<Judged<UserSlate, Answer>> accepted) {
    double[] grounded =
        accepted.stream()
            .flatMapToDouble(
                j ->
                    j.answer().reasons().stream()
                        .mapToDouble(
                            reason ->
                                Grounding.share(
                                    reason.text(),
                                    j.input().ads().get(reason.ad() - 1).sheet()
                                        + evidence(j.input(), reason))))
            .toArray();
    return grounded.length == 0
        ? Map.of()
        : Map.of(
            "words from ad and evidence", java.util.Arrays.stream(grounded).average().orElse(0));
  }
}
