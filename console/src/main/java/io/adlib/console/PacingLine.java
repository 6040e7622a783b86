package io.adlib.console;

import io.adlib.market.pacing.PacingState;
import java.time.LocalDate;

/**
 * How one campaign's budget of the day is being spread.
 *
 * @param campaign its id
 * @param day in the advertiser's time zone
 * @param budget of the day
 * @param spent charged so far
 * @param held for ads that may yet be charged
 * @param delivered share of the budget spent
 * @param ideal share of the day's expected traffic that has passed
 * @param probability with which it takes part in a request
 * @param chances requests of the day it could have been shown to
 */
public record PacingLine(
    String campaign,
    LocalDate day,
    Amount budget,
    Amount spent,
    Amount held,
    double delivered,
    double ideal,
    double probability,
    long chances) {

  static PacingLine of(PacingState state) {
    return new PacingLine(
        state.campaign(),
        state.day(),
        Amount.of(state.budget()),
        Amount.of(state.spent()),
        Amount.of(state.held()),
        state.delivered(),
        state.ideal(),
        state.probability(),
        state.chances());
  }
}
