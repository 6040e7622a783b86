package io.adlib.core;

/**
 * An amount in micros (10⁻⁶) of one currency. Arithmetic is exact: it never rounds silently and
 * throws {@link ArithmeticException} on overflow. Immutable and thread-safe.
 *
 * @param micros millionths of the currency's unit; may be negative in a ledger entry
 * @param currency ISO 4217 code, three upper-case letters
 */
public record Money(long micros, String currency) implements Comparable<Money> {

  /** Micros in one unit of a currency. */
  public static final long MICROS = 1_000_000L;

  public Money {
    if (!isCurrencyCode(currency)) {
      throw new InputException(
          "currency '" + currency + "' is not an ISO 4217 code", "use three letters, such as EUR");
    }
  }

  /** Micros of {@code currency}. */
  public static Money micros(long micros, String currency) {
    return new Money(micros, currency);
  }

  /** No money of {@code currency}. */
  public static Money zero(String currency) {
    return new Money(0, currency);
  }

  /**
   * Reads a decimal amount such as {@code "1.25"}: at most six decimals, nothing lost.
   *
   * @throws InputException if the text is no such number
   */
  public static Money parse(String amount, String currency) {
    try {
      return new Money(
          new java.math.BigDecimal(amount.strip()).movePointRight(6).longValueExact(), currency);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new InputException(
          "'" + amount + "' is not an amount of money", "use a number such as 1.25", e);
    }
  }

  /** The sum; both must be of one currency. */
  public Money plus(Money other) {
    return new Money(Math.addExact(micros, sameCurrency(other).micros), currency);
  }

  /** The difference; both must be of one currency. */
  public Money minus(Money other) {
    return new Money(Math.subtractExact(micros, sameCurrency(other).micros), currency);
  }

  /** The smaller of two amounts of one currency. */
  public Money min(Money other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /** Whether this is more than nothing. */
  public boolean isPositive() {
    return micros > 0;
  }

  /** Amounts compare within one currency only. */
  @Override
  public int compareTo(Money other) {
    return Long.compare(micros, sameCurrency(other).micros);
  }

  private Money sameCurrency(Money other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException(this + " and " + other + " are of two currencies");
    }
    return other;
  }

  private static boolean isCurrencyCode(String code) {
    return code.length() == 3
        && isCapital(code.charAt(0))
        && isCapital(code.charAt(1))
        && isCapital(code.charAt(2));
  }

  private static boolean isCapital(char c) {
    return c >= 'A' && c <= 'Z';
  }

  /** Such as {@code 1.25 EUR}. */
  @Override
  public String toString() {
    return java.math.BigDecimal.valueOf(micros, 6).stripTrailingZeros().toPlainString()
        + " "
        + currency;
  }
}
