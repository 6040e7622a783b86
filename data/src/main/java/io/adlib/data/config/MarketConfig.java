package io.adlib.data.config;

import io.adlib.core.ExchangeRates;
import io.adlib.core.InputException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Money.
 *
 * @param currency of the market's reports and auctions
 * @param ratesDay the day the rates hold for
 * @param rates what one unit of each other currency is worth in {@code currency}, as decimals
 */
public record MarketConfig(String currency, LocalDate ratesDay, SortedMap<String, String> rates) {

  public MarketConfig {
    rates = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(rates));
  }

  static MarketConfig of(Section s) {
    String currency = s.text("currency", "EUR", "The market's currency, ISO 4217");
    String day = s.text("rates_day", "2026-11-22", "The day the rates hold for, as YYYY-MM-DD");
    SortedMap<String, String> rates =
        s.decimals(
            "rates",
            new TreeMap<>(),
            "What one unit of each other currency is worth in the market's, such as USD: 0.92;"
                + " rows in currencies without a rate are rejected."
                + " Left empty, the rates saved with the data hold");
    try {
      return new MarketConfig(currency, LocalDate.parse(day), rates);
    } catch (DateTimeParseException e) {
      throw new InputException(
          "market.rates_day is '" + day + "'", "write a day such as 2026-11-22", e);
    }
  }

  /** The rates as core's value, in exact micros. */
  public ExchangeRates exchangeRates() {
    var micros = new TreeMap<String, Long>();
    rates.forEach(
        (code, rate) -> {
          try {
            micros.put(code, new BigDecimal(rate).movePointRight(6).longValueExact());
          } catch (ArithmeticException | NumberFormatException e) {
            throw new InputException(
                "the rate of " + code + " is " + rate, "use at most six decimals", e);
          }
        });
    return new ExchangeRates(ratesDay, currency, micros);
  }
}
