package io.adlib.llm.corpus;

import io.adlib.core.InputException;
import io.adlib.llm.task.Draft;
import io.adlib.llm.task.Task;
import io.adlib.llm.verify.Grounding;
import java.util.Arrays;
import java.util.List;

/**
 * How much of a rationale must stand in its prompt. A few rationales written by people set the bar:
 * a rationale whose share of grounded words is below that of 95 % of theirs argues from things that
 * nobody told it.
 *
 * @param least share of words, in [0,1]
 */
public record GoldBar(double least) {

  /** Fewer say too little. */
  public static final int FEWEST = 5;

  /** An input with the rationale that a person wrote. */
  public record Gold<I>(I input, List<String> rationale) {}

  /**
   * The bar that a gold set gives.
   *
   * @throws InputException if the set is too small
   */
  public static <I> GoldBar of(Task<I, ?> task, List<Gold<I>> gold, Draft.Limits limits) {
    if (gold.size() < FEWEST) {
      throw new InputException(
          "a gold set of " + gold.size() + " rationales is too small",
          "write " + FEWEST + " or more");
    }
    double[] shares =
        gold.stream()
            .mapToDouble(g -> share(Draft.of(task, g.input(), limits), g.rationale()))
            .sorted()
            .toArray();
    return new GoldBar(shares[(int) Math.floor(.05 * shares.length)]);
  }

  /** Whether a rationale argues from its prompt. */
  boolean passes(Draft draft, List<String> rationale) {
    return share(draft, rationale) >= least;
  }

  private static double share(Draft draft, List<String> rationale) {
    String known = draft.prompt().system() + "\n" + draft.prompt().user();
    return Arrays.stream(rationale.toArray(String[]::new))
        .mapToDouble(step -> Grounding.share(step, known))
        .average()
        .orElse(0);
  }
}
