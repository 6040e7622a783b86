package io.adlib.serve.json;

import io.adlib.core.InputException;
import io.adlib.core.Money;
import java.math.BigDecimal;

/**
 * Money as it stands in JSON: a decimal number and its currency, such as {@code {"amount": 1.25,
 * "currency": "EUR"}}.
 *
 * @param amount with at most six decimals
 * @param currency ISO 4217
 */
public record Amount(BigDecimal amount, String currency) {

  /** The same money. */
  public static Amount of(Money money) {
    return new Amount(decimal(money), money.currency());
  }

  /**
   * Whether a number has too many digits to be money, so that writing it out would take for ever.
   */
  public static boolean isUnreasonable(BigDecimal number) {
    return Math.abs((long) number.scale()) > 30 || number.precision() > 30;
  }

  /** Units of the currency, without trailing zeros. */
  public static BigDecimal decimal(Money money) {
    BigDecimal plain = BigDecimal.valueOf(money.micros(), 6).stripTrailingZeros();
    return plain.scale() < 0 ? plain.setScale(0) : plain;
  }

  /**
   * The same money.
   *
   * @throws InputException if it is not complete or has too many decimals
   */
  @SuppressWarnings({"NullAway", "ConstantValue"}) // JSON may leave either out
  public Money money() {
    if (amount == null || currency == null) {
      throw new InputException(
          "an amount of money without 'amount' or 'currency'", "send both, such as 1.25 and EUR");
    }
    if (isUnreasonable(amount)) {
      throw new InputException("an amount of money beyond all measure", "send one such as 1.25");
    }
    return Money.parse(amount.toPlainString(), currency);
  }
}
