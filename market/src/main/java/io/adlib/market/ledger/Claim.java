package io.adlib.market.ledger;

import io.adlib.core.Money;
import java.time.Instant;

/**
 * A wish to hold money for an ad about to be shown.
 *
 * @param reservation id, unique for all time, such as request id and position
 * @param campaign whose budget
 * @param amount more than nothing, in the currency of the campaign's budget
 * @param frees when the money is free again if nothing was billed; the ad may still be billed, from
 *     what its day has left then. Not after {@code expires}
 * @param expires when nothing can be billed any more
 */
public record Claim(
    String reservation, String campaign, Money amount, Instant frees, Instant expires) {

  /** Money is held as long as the ad may be billed. */
  public Claim(String reservation, String campaign, Money amount, Instant expires) {
    this(reservation, campaign, amount, expires, expires);
  }

  public Claim {
    if (frees.isAfter(expires)) {
      throw new IllegalArgumentException(
          "reservation " + reservation + " is free at " + frees + ", after " + expires);
    }
    if (!amount.isPositive()) {
      throw new IllegalArgumentException("reservation " + reservation + " of " + amount);
    }
  }
}
