package io.adlib.market.demo;

import io.adlib.core.Catalogue;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What people of the demo market do by themselves: when they come, what they read and search. It
 * shows, with noise, what they want. Nothing of it depends on the ads they are shown. Immutable and
 * thread-safe.
 */
public final class Habits {

  /** Ads asked for at each request. */
  public static final int SLOTS = 4;

  private static final Duration DEADLINE = Duration.ofMillis(100);
  private static final double[] HOURS = {
    .010, .006, .004, .003, .004, .010, .024, .042, .048, .046, .044, .046, .052, .048, .042, .042,
    .046, .054, .066, .084, .094, .088, .062, .035
  };

  private final Seed seed;
  private final Instant start;
  private final QueryWriter queries;
  private final Catalogue catalogue;
  private final Truth truth;
  private final Shelves shelves;

  Habits(
      Seed seed,
      Instant start,
      QueryWriter queries,
      Catalogue catalogue,
      Truth truth,
      Shelves shelves) {
    this.seed = seed;
    this.start = start;
    this.queries = queries;
    this.catalogue = catalogue;
    this.truth = truth;
    this.shelves = shelves;
  }

  /**
   * The visits of one user that begin on one day, counted from the market's start, in order of
   * time.
   */
  public List<Visit> visits(String user, int day) {
    int number = truth.userNumber(user);
    RandomGenerator random = seed.of(number).of(day).generator();
    Person person = truth.person(number);
    int count = poisson(person.visitsPerDay(), random);
    if (count == 0) {
      return List.of();
    }
    var times = new ArrayList<Instant>();
    for (int i = 0; i < count; i++) {
      times.add(time(day, person, random));
    }
    times.sort(null);
    var visits = new ArrayList<Visit>();
    for (int i = 0; i < count; i++) {
      String id = user + "-" + day + "-" + i;
      visits.add(visit(id, user, person, times.get(i), random));
    }
    return visits;
  }

  /** A moment of the day in UTC that is likely at the person's own hour. */
  private Instant time(int day, Person person, RandomGenerator random) {
    int hour = Journey.draw(HOURS, random);
    Instant midnight = start.plus(Duration.ofDays(day));
    int offset = Moment.zone(person.country()).getRules().getOffset(midnight).getTotalSeconds();
    long seconds = Math.floorMod(hour * 3600L + random.nextInt(3600) - offset, 86_400L);
    return midnight.plusSeconds(seconds).plusMillis(random.nextInt(1000));
  }

  private Visit visit(
      String id, String user, Person person, Instant arrival, RandomGenerator random) {
    String device =
        random.nextDouble() < 0.85
            ? Sellers.DEVICES.get(person.device())
            : Wording.pick(Sellers.DEVICES, random);
    String country = Sellers.COUNTRIES.get(person.country());
    var organic = new ArrayList<Event>();
    Instant now = arrival;
    int reads = 1 + poisson(0.8, random);
    String page = "";
    for (int i = 0; i < reads; i++) {
      page = catalogue.contents().get(content(person, now, random)).id();
      organic.add(
          Event.organic(
              id + "-o" + i,
              now,
              user,
              Event.Kind.CONTENT,
              page,
              new Environment("", device, country, page)));
      now = now.plusMillis(15_000 + random.nextInt(150_000));
    }
    Optional<String> query = Optional.empty();
    String placement;
    double luck = random.nextDouble();
    if (luck < 0.28) {
      query = Optional.of(query(person, now, random));
      page = "/search";
      placement = "search-top";
      organic.add(
          Event.organic(
              id + "-s",
              now,
              user,
              Event.Kind.SEARCH,
              query.get(),
              new Environment("", device, country, page)));
      now = now.plusMillis(200 + random.nextInt(300));
    } else if (luck < 0.64) {
      placement = luck < 0.5 ? "article-end" : "article-side";
    } else {
      page = "/";
      placement = luck < 0.82 ? "home-top" : "home-feed";
      now = now.plusMillis(2_000 + random.nextInt(20_000));
    }
    return new Visit(
        organic,
        new Request(
            id,
            user,
            new Environment(placement, device, country, page),
            query,
            person.consent(),
            now,
            DEADLINE,
            SLOTS));
  }

  private int content(Person person, Instant now, RandomGenerator random) {
    Journey.Intent wish = wish(person, now, 0.66, random);
    int wanted = wish.category();
    int best = shelves.at(wanted, random.nextInt(shelves.size(wanted)));
    double score = liking(best, wish, person);
    for (int i = 0; i < 5; i++) {
      int other = shelves.at(wanted, random.nextInt(shelves.size(wanted)));
      double otherScore = liking(other, wish, person);
      if (otherScore > score && random.nextDouble() < 0.8) {
        best = other;
        score = otherScore;
      }
    }
    return best;
  }

  private double liking(int content, Journey.Intent wish, Person person) {
    return (shelves.type(content) == wish.type() ? 1 : 0)
        + person.style_S()[shelves.style(content)];
  }

  private String query(Person person, Instant now, RandomGenerator random) {
    Journey.Intent wish = wish(person, now, 0.9, random);
    int tier = 0;
    for (int t = 1; t < Lexicon.TIERS; t++) {
      if (person.tier_P()[t] > person.tier_P()[tier]) {
        tier = t;
      }
    }
    return queries.write(wish.category(), wish.type(), tier, random);
  }

  /** What one act is about: a present want, one that is near, a lasting liking, or anything. */
  private Journey.Intent wish(Person person, Instant now, double focus, RandomGenerator random) {
    double day = truth.day(now);
    if (random.nextDouble() < focus) {
      Journey.Phase phase = person.journey().at(random.nextInt(Journey.THREADS), day);
      boolean ahead = phase.after().from() - day < 0.8 && random.nextDouble() < 0.12;
      return ahead ? phase.after() : phase.now();
    }
    int category =
        random.nextDouble() < 0.7
            ? Journey.draw(person.taste_C(), random)
            : random.nextInt(Lexicon.CATEGORIES);
    return new Journey.Intent(category, random.nextInt(Lexicon.TYPES), day, day);
  }

  private static int poisson(double mean, RandomGenerator random) {
    double limit = Math.exp(-mean);
    int count = 0;
    for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
      count++;
    }
    return count;
  }
}
