package io.adlib.market;

import io.adlib.core.Ad;
import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Campaign.Flight;
import io.adlib.core.Campaign.FrequencyCap;
import io.adlib.core.Campaign.Objective;
import io.adlib.core.Campaign.Pacing;
import io.adlib.core.Campaign.Targeting;
import io.adlib.core.Catalogue;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.ExchangeRates;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Random small markets, the same for the same seed. */
public final class TestingMarket {

  public static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
  public static final List<String> CURRENCIES = List.of("EUR", "USD", "JPY", "KWD");
  public static final ExchangeRates RATES =
      new ExchangeRates(
          LocalDate.of(2026, 11, 22),
          "EUR",
          Map.of("USD", 861_234L, "JPY", 5_581L, "KWD", 2_811_117L));

  private static final List<String> ZONES =
      List.of("Z", "Asia/Tokyo", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Apia");
  private static final List<String> PLACEMENTS = List.of("", "home", "search", "article");
  private static final List<String> DEVICES = List.of("", "mobile", "desktop");
  private static final List<String> COUNTRIES = List.of("", "DE", "JP", "US");
  private static final List<String> CATEGORIES = List.of("toys", "shoes", "tea", "books");

  private TestingMarket() {}

  /** A market of a few advertisers with random terms. */
  public static Catalogue random(long seed, int advertisers, int campaigns, int ads) {
    RandomGenerator random = new Seed(seed).of("market").generator();
    List<Advertiser> whos = new ArrayList<>();
    for (int i = 0; i < advertisers; i++) {
      whos.add(new Advertiser("v" + i, "V" + i, ZoneId.of(ZONES.get(i % ZONES.size()))));
    }
    List<Campaign> terms = new ArrayList<>();
    for (int i = 0; i < campaigns; i++) {
      terms.add(campaign(i, whos.get(random.nextInt(advertisers)).id(), random));
    }
    List<Ad> creatives = new ArrayList<>();
    for (int i = 0; i < ads; i++) {
      creatives.add(ad(i, "c" + random.nextInt(campaigns), some(CATEGORIES, random)));
    }
    return new Catalogue(whos, terms, creatives, List.of(), RATES);
  }

  private static Campaign campaign(int number, String advertiser, RandomGenerator random) {
    String currency = CURRENCIES.get(random.nextInt(CURRENCIES.size()));
    Instant start = START.plus(Duration.ofHours(random.nextInt(-24, 24)));
    return new Campaign(
        "c" + number,
        advertiser,
        Objective.values()[random.nextInt(3)],
        Money.micros(1 + random.nextLong(3_000_000), currency),
        Money.micros(random.nextLong(20_000_000), currency),
        new Flight(start, start.plus(Duration.ofHours(1 + random.nextInt(48)))),
        new Targeting(some(PLACEMENTS, random), some(DEVICES, random), some(COUNTRIES, random)),
        caps(random),
        Pacing.ASAP);
  }

  private static List<FrequencyCap> caps(RandomGenerator random) {
    return Stream.generate(
            () ->
                new FrequencyCap(
                    1 + random.nextInt(3), Duration.ofMinutes(1 + random.nextInt(120))))
        .limit(random.nextInt(3))
        .toList();
  }

  private static Set<String> some(List<String> values, RandomGenerator random) {
    Set<String> chosen = new HashSet<>();
    while (random.nextBoolean()) {
      String value = values.get(random.nextInt(values.size()));
      if (!value.isEmpty()) {
        chosen.add(value);
      }
    }
    return chosen;
  }

  /** An ad with a title and nothing else. */
  public static Ad ad(int number, String campaign, Set<String> category) {
    return new Ad(
        "a" + number,
        campaign,
        "Ad " + number,
        "",
        List.copyOf(category),
        "",
        Optional.empty(),
        "",
        "",
        START);
  }

  /** A campaign without limits. */
  public static Campaign campaign(
      String id, String advertiser, Objective objective, Money bid, Money dailyBudget) {
    return new Campaign(
        id,
        advertiser,
        objective,
        bid,
        dailyBudget,
        new Flight(START.minus(Duration.ofDays(400)), START.plus(Duration.ofDays(400))),
        Targeting.ALL,
        List.of(),
        Pacing.ASAP);
  }

  /** A request with a random environment, about {@link #START}. */
  public static Request request(RandomGenerator random) {
    return new Request(
        "r" + random.nextLong(),
        "u",
        new Environment(
            PLACEMENTS.get(random.nextInt(PLACEMENTS.size())),
            DEVICES.get(random.nextInt(DEVICES.size())),
            COUNTRIES.get(random.nextInt(COUNTRIES.size())),
            ""),
        Optional.empty(),
        random.nextInt(4) > 0,
        START.plus(Duration.ofMinutes(random.nextInt(-3000, 3000))),
        Duration.ofMillis(100),
        3);
  }

  /** An impression of an ad. */
  public static Event impression(String id, String user, String ad, Instant time) {
    return new Event(
        id,
        time,
        user,
        Event.Kind.IMPRESSION,
        ad,
        Optional.of("r"),
        OptionalInt.of(0),
        OptionalDouble.of(1),
        Optional.empty(),
        Environment.UNKNOWN);
  }

  /** Some values of a list, at random. */
  public static Set<String> someCategories(RandomGenerator random) {
    return some(CATEGORIES, random);
  }
}
