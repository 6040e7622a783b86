package io.adlib.market.ledger;

import io.adlib.core.Money;
import java.time.Instant;

/**
 * A wish to hold money for an ad about to be shown.
 *
 * @param reservation id, unique for all time, such as request id and position
 * @param campaign whose budget
 * @param amount more than nothing, in the currency of the campaign's budget
 * @param expires when the hold ends if nothing was billed
 */
public record Claim(String reservation, String campaign, Money amount, Instant expires) {
  public Claim {
    if (!amount.isPositive()) {
      throw new IllegalArgumentException("reservation " + reservation + " of " + amount);
    }
  }
}
