package io.adlib.market.demo;

import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Campaign.Flight;
import io.adlib.core.Campaign.FrequencyCap;
import io.adlib.core.Campaign.Objective;
import io.adlib.core.Campaign.Pacing;
import io.adlib.core.Campaign.Targeting;
import io.adlib.core.ExchangeRates;
import io.adlib.core.Money;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Writes advertisers and their campaigns. */
final class Sellers {

  /** Where an advertiser keeps its books. */
  record Home(String timezone, String currency) {}

  static final List<String> COUNTRIES = List.of("DE", "FR", "GB", "US", "NL", "ES", "IT", "JP");
  static final List<String> DEVICES = List.of("mobile", "desktop", "tablet");
  static final List<String> PLACEMENTS =
      List.of("home-top", "home-feed", "article-side", "article-end", "search-top");

  private static final List<Home> HOMES =
      List.of(
          new Home("Europe/Berlin", "EUR"),
          new Home("Europe/Paris", "EUR"),
          new Home("Europe/Madrid", "EUR"),
          new Home("Europe/London", "GBP"),
          new Home("America/New_York", "USD"),
          new Home("America/Los_Angeles", "USD"),
          new Home("Europe/Zurich", "CHF"),
          new Home("Asia/Tokyo", "JPY"));

  private final Instant start;
  private final ExchangeRates rates;

  Sellers(Instant start) {
    this.start = start;
    rates = rates(LocalDate.ofInstant(start, ZoneOffset.UTC));
  }

  ExchangeRates rates() {
    return rates;
  }

  private static ExchangeRates rates(LocalDate day) {
    return new ExchangeRates(
        day, "EUR", Map.of("USD", 921_400L, "GBP", 1_164_800L, "CHF", 1_047_900L, "JPY", 5_924L));
  }

  Home home(RandomGenerator random) {
    return HOMES.get(random.nextInt(HOMES.size()));
  }

  Advertiser advertiser(String brand, Home home) {
    return new Advertiser(slug(brand), brand, ZoneId.of(home.timezone()));
  }

  static String slug(String brand) {
    return Normalizer.normalize(brand, Normalizer.Form.NFD)
        .toLowerCase(Locale.ROOT)
        .replace("ø", "o")
        .replaceAll("\\p{M}", "")
        .replaceAll("[^a-z0-9]+", "-");
  }

  /** An amount given in euros, in another currency, rounded to what people would write. */
  Money price(double euros, String currency) {
    double units = euros * Money.MICROS / rates.microsOfBase().getOrDefault(currency, 1L);
    double step = currency.equals("JPY") ? 10 : units >= 100 ? 1 : 0.1;
    double rounded = Math.max(step, Math.round(units / step) * step);
    return Money.micros(Math.round(rounded * 100) * (Money.MICROS / 100), currency);
  }

  /** A bid or budget given in euros, in another currency, to a hundredth of its unit. */
  private Money amount(double euros, String currency) {
    double units = euros * Money.MICROS / rates.microsOfBase().getOrDefault(currency, 1L);
    return Money.micros(Math.max(1, Math.round(units * 100)) * (Money.MICROS / 100), currency);
  }

  Campaign campaign(
      String id, String brand, Home home, double typicalPrice, RandomGenerator random) {
    Objective objective =
        switch (random.nextInt(10)) {
          case 0, 1 -> Objective.IMPRESSION;
          case 2, 3, 4, 5, 6 -> Objective.CLICK;
          default -> Objective.CONVERSION;
        };
    double spread = Math.exp(0.35 * random.nextGaussian());
    double bid =
        switch (objective) {
          case IMPRESSION -> 9 * spread;
          case CLICK -> 0.22 * spread * Math.pow(typicalPrice / 80, 0.2);
          case CONVERSION -> 3.2 * spread * Math.pow(typicalPrice / 80, 0.4);
        };
    double budget = Math.exp(Math.log(4) + random.nextDouble() * Math.log(40));
    return new Campaign(
        id,
        slug(brand),
        objective,
        amount(bid, home.currency()),
        amount(budget, home.currency()),
        flight(ZoneId.of(home.timezone()), random),
        targeting(random),
        random.nextDouble() < 0.6
            ? List.of(new FrequencyCap(3 + random.nextInt(6), Duration.ofDays(1)))
            : List.of(),
        random.nextDouble() < 0.7 ? Pacing.EVEN : Pacing.ASAP);
  }

  private Flight flight(ZoneId zone, RandomGenerator random) {
    LocalDate first = LocalDate.ofInstant(start, ZoneOffset.UTC);
    double luck = random.nextDouble();
    long begins = luck < 0.86 ? -5 - random.nextInt(120) : random.nextInt(-4, 16);
    long ends = luck < 0.03 || luck >= 0.97 ? random.nextInt(17, 60) : 400;
    return new Flight(
        first.plusDays(begins).atStartOfDay(zone).toInstant(),
        first.plusDays(ends).atStartOfDay(zone).toInstant());
  }

  private static Targeting targeting(RandomGenerator random) {
    return new Targeting(
        random.nextDouble() < 0.12 ? some(PLACEMENTS, 3, random) : Set.of(),
        random.nextDouble() < 0.10 ? some(DEVICES, 2, random) : Set.of(),
        random.nextDouble() < 0.22 ? some(COUNTRIES, 5, random) : Set.of());
  }

  private static Set<String> some(List<String> all, int count, RandomGenerator random) {
    var chosen = new LinkedHashSet<String>();
    while (chosen.size() < count) {
      chosen.add(Wording.pick(all, random));
    }
    return chosen;
  }
}
