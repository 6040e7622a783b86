package io.adlib.market.pacing;

import io.adlib.core.Money;
import java.time.LocalDate;

/**
 * How one campaign's pacing stands.
 *
 * @param campaign its id
 * @param day the budget day, in the advertiser's time zone
 * @param probability with which it takes part in a request, in [0,1]
 * @param budget of the day
 * @param spent charged so far
 * @param held for ads that were shown and may be charged
 * @param ideal share in [0,1] of the day's traffic that has passed, as far as the shape is known:
 *     what an even campaign should have spent of its budget
 * @param chances requests of the day in which it could have taken part
 * @param expectedChances of the whole day; 0 while unknown
 */
public record PacingState(
    String campaign,
    LocalDate day,
    double probability,
    Money budget,
    Money spent,
    Money held,
    double ideal,
    long chances,
    double expectedChances) {

  /** Share of the budget that is spent; 0 without a budget. */
  public double delivered() {
    return budget.isPositive() ? spent.micros() / (double) budget.micros() : 0;
  }
}
