package io.adlib.evaluate.lift;

import java.util.List;

/**
 * The result of a comparison.
 *
 * @param users how many users made a request
 * @param arms totals of each, the one compared first
 * @param lift by what happened
 * @param expectedLift by the truth's expectations of what was shown: the same quantity without the
 *     luck of clicks, as a cross-check
 */
public record LiftReport(long users, List<ArmTotals> arms, Lift lift, Lift expectedLift) {
  public LiftReport {
    arms = List.copyOf(arms);
  }
}
