package io.adlib.data.tables;

import io.adlib.core.Ad;
import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Content;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.ExchangeRates;
import io.adlib.core.Money;
import io.adlib.core.Seed;
import io.adlib.core.User;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Small markets with awkward texts, for tests. */
public final class Markets {

  public static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final String[] AWKWARD = {
    "plain",
    "a,b",
    "\"quoted\"",
    "two\nlines",
    "back\\slash",
    "bar|bar",
    " spaced ",
    "'",
    "ünïcode",
    "日本",
    "\r\n",
    "{\"x\":1}",
    "[a]",
    "tab\there",
    "null",
    "\uD83D\uDE00"
  };

  private Markets() {}

  public static Catalogue catalogue(Seed seed, int size) {
    RandomGenerator random = seed.generator();
    var advertisers = new ArrayList<Advertiser>();
    var campaigns = new ArrayList<Campaign>();
    var ads = new ArrayList<Ad>();
    var contents = new ArrayList<Content>();
    for (int i = 0; i < size; i++) {
      advertisers.add(
          new Advertiser("adv" + i, text(random), ZoneId.of(i % 2 == 0 ? "UTC" : "Asia/Tokyo")));
      campaigns.add(campaign(random, i));
      ads.add(
          new Ad(
              "ad" + i,
              "camp" + random.nextInt(size),
              text(random),
              i % 3 == 0 ? "" : text(random),
              i % 4 == 0 ? List.of() : List.of(text(random), text(random)),
              i % 2 == 0 ? "" : text(random),
              i % 2 == 0
                  ? Optional.empty()
                  : Optional.of(Money.micros(random.nextLong(1L << 50), "USD")),
              "",
              "https://shop.example/" + i,
              START.plusNanos(1000 * random.nextLong(1L << 40))));
      contents.add(
          new Content("art" + i, "article", text(random), text(random), List.of("a", "b|"), ""));
    }
    var rates = new ExchangeRates(LocalDate.of(2026, 11, 1), "EUR", Map.of("USD", 920_000L));
    return new Catalogue(advertisers, campaigns, ads, contents, rates);
  }

  private static Campaign campaign(RandomGenerator random, int i) {
    String currency = i % 2 == 0 ? "EUR" : "USD";
    return new Campaign(
        "camp" + i,
        "adv" + i,
        Campaign.Objective.values()[i % 3],
        Money.micros(1 + random.nextLong(1L << 40), currency),
        Money.micros(random.nextLong(1L << 50), currency),
        new Campaign.Flight(START, START.plus(Duration.ofDays(1 + i))),
        i % 2 == 0
            ? Campaign.Targeting.ALL
            : new Campaign.Targeting(Set.of("home", "x|y"), Set.of("mobile"), Set.of("DE", "AT")),
        IntStream.rangeClosed(1, i % 3)
            .mapToObj(n -> new Campaign.FrequencyCap(n + i, Duration.ofMillis(n + i * 700L)))
            .toList(),
        Campaign.Pacing.values()[i % 2]);
  }

  public static List<User> users(Seed seed, int size) {
    RandomGenerator random = seed.of("users").generator();
    var users = new ArrayList<User>();
    for (int i = 0; i < size; i++) {
      users.add(
          new User(
              "u" + i,
              i % 3 == 0 ? Map.of() : Map.of("country", "DE", text(random) + "k", text(random))));
    }
    return users;
  }

  public static List<Event> events(Seed seed, int size, int market) {
    RandomGenerator random = seed.of("events").generator();
    var events = new ArrayList<Event>();
    for (int i = 0; i < size; i++) {
      Instant time = START.plusNanos(1000L * random.nextLong(5L * 86_400_000_000L));
      Event.Kind kind = Event.Kind.values()[random.nextInt(6)];
      String user = "u" + random.nextInt(market);
      if (!kind.isOfAd()) {
        String subject = kind == Event.Kind.SEARCH ? text(random) : "art" + random.nextInt(market);
        events.add(Event.organic("e" + i, time, user, kind, subject, Environment.UNKNOWN));
        continue;
      }
      events.add(
          new Event(
              "e" + i,
              time,
              user,
              kind,
              "ad" + random.nextInt(market),
              Optional.of("r" + i),
              OptionalInt.of(random.nextInt(9)),
              OptionalDouble.of(1 - random.nextDouble()),
              i % 2 == 0 ? Optional.empty() : Optional.of(Money.micros(random.nextInt(), "EUR")),
              new Environment("home", "mobile", "DE", "art1")));
    }
    return events;
  }

  private static String text(RandomGenerator random) {
    return AWKWARD[random.nextInt(AWKWARD.length)] + random.nextInt(10);
  }
}
