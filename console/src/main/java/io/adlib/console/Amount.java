package io.adlib.console;

import io.adlib.core.Money;
import java.math.BigDecimal;

/**
 * Money as the pages read it.
 *
 * @param amount decimal, in units of the currency, exact
 */
public record Amount(String amount, String currency) {

  /** An amount of money. */
  public static Amount of(Money money) {
    return new Amount(
        BigDecimal.valueOf(money.micros(), 6).stripTrailingZeros().toPlainString(),
        money.currency());
  }

  /** The amount as a number. */
  BigDecimal value() {
    return new BigDecimal(amount);
  }
}
