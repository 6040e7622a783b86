package io.adlib.llm.run;

import io.adlib.core.Money;
import io.adlib.llm.model.Usage;

/**
 * What one task has used in a workspace, all runs together.
 *
 * @param answered calls that brought an answer
 * @param inputTokens of those
 * @param outputTokens of those
 * @param spent on those
 * @param inDoubt calls that may have been paid though no answer came: a timeout, a broken line, a
 *     process that died while waiting
 * @param doubtful the most that those may have cost; counts against the budget
 * @param millis all calls took together
 */
public record Totals(
    long answered,
    long inputTokens,
    long outputTokens,
    Money spent,
    long inDoubt,
    Money doubtful,
    long millis) {

  static Totals none(String currency) {
    return new Totals(0, 0, 0, Money.zero(currency), 0, Money.zero(currency), 0);
  }

  Totals answered(Usage usage, Money cost, long took) {
    return new Totals(
        answered + 1,
        inputTokens + usage.input(),
        outputTokens + usage.output(),
        spent.plus(cost),
        inDoubt,
        doubtful,
        millis + took);
  }

  Totals inDoubt(Money most) {
    return new Totals(
        answered, inputTokens, outputTokens, spent, inDoubt + 1, doubtful.plus(most), millis);
  }

  /** All that counts against the budget. */
  public Money used() {
    return spent.plus(doubtful);
  }
}
