package io.adlib.core;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/**
 * Conversion between currencies at the rates of one day. A rate is micros of the base currency for
 * one unit of the other. Conversion is integer arithmetic, rounded down, so that nobody is ever
 * charged more than the rate says. Immutable and thread-safe.
 *
 * @param day the day the rates hold for
 * @param base the currency the rates are quoted in
 * @param microsOfBase for each currency, micros of {@code base} that one unit is worth; positive
 */
public record ExchangeRates(LocalDate day, String base, Map<String, Long> microsOfBase) {

  public ExchangeRates {
    var rates = new TreeMap<>(microsOfBase);
    rates.put(base, Money.MICROS);
    rates.forEach(
        (currency, rate) -> {
          if (rate <= 0) {
            throw new InputException(
                "the rate of " + currency + " is " + rate, "a rate must be positive");
          }
        });
    microsOfBase = java.util.Collections.unmodifiableMap(rates);
  }

  /** Rates for a market with one currency. */
  public static ExchangeRates single(String base) {
    return new ExchangeRates(LocalDate.EPOCH, base, Map.of());
  }

  /**
   * The same value in another currency, rounded down to a micro.
   *
   * @throws InputException if one of the two currencies has no rate
   */
  public Money convert(Money amount, String currency) {
    if (amount.currency().equals(currency)) {
      return amount;
    }
    BigInteger value =
        BigInteger.valueOf(amount.micros()).multiply(BigInteger.valueOf(rate(amount.currency())));
    BigInteger[] parts = value.divideAndRemainder(BigInteger.valueOf(rate(currency)));
    boolean roundDown = parts[1].signum() < 0;
    return new Money(
        (roundDown ? parts[0].subtract(BigInteger.ONE) : parts[0]).longValueExact(), currency);
  }

  private long rate(String currency) {
    Long rate = microsOfBase.get(currency);
    if (rate == null) {
      throw new InputException(
          "no exchange rate from " + currency + " to " + base + " on " + day,
          "add it to the market's rates; known are " + microsOfBase.keySet());
    }
    return rate;
  }
}
