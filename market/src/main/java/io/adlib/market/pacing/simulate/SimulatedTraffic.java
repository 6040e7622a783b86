package io.adlib.market.pacing.simulate;

import io.adlib.core.Environment;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Requests of four countries, each with a midday and an evening peak of its own local time, on
 * devices and placements in changing shares. Every day and hour differs at random from the last, so
 * a forecast is never right. The same for the same seed. Immutable and thread-safe.
 *
 * @param seed of all draws
 * @param daily requests of an average day
 * @param slots ads asked for by each
 */
record SimulatedTraffic(Seed seed, int daily, int slots) {

  static final List<String> COUNTRIES = List.of("DE", "GB", "US", "JP");
  static final List<String> DEVICES = List.of("mobile", "desktop", "tablet");
  static final List<String> PLACEMENTS =
      List.of("home", "search", "article", "list", "product", "checkout");

  private static final List<ZoneId> ZONES =
      List.of(
          ZoneId.of("Europe/Berlin"),
          ZoneId.of("Europe/London"),
          ZoneId.of("America/New_York"),
          ZoneId.of("Asia/Tokyo"));
  private static final double[] COUNTRY_SHARE = {.35, .15, .35, .15};
  private static final double[] DEVICE_SHARE = {.6, .3, .1};
  private static final double[] PLACEMENT_SHARE = {.3, .2, .2, .15, .1, .05};
  private static final double MEAN_ACTIVITY = meanActivity();

  /** The requests of one hour, in order of time. */
  List<Request> hour(Instant start) {
    List<Request> requests = new ArrayList<>();
    Seed hour = seed.of("traffic").of(start.getEpochSecond());
    RandomGenerator random = hour.generator();
    double dayFactor = lognormal(seed.of("day").of(start.getEpochSecond() / 86_400), .1);
    for (int c = 0; c < COUNTRY_SHARE.length; c++) {
      double noise = dayFactor * lognormal(hour.of(c), .15);
      for (int minute = 0; minute < 60; minute++) {
        Instant at = start.plus(Duration.ofMinutes(minute));
        double local = at.atZone(ZONES.get(c)).toLocalTime().toSecondOfDay() / 3600.0;
        double mean =
            daily * COUNTRY_SHARE[c] * noise * activity(local) / (MEAN_ACTIVITY * 24 * 60);
        for (int i = poisson(mean, random); i > 0; i--) {
          requests.add(request(at.plusMillis(random.nextInt(60_000)), c, random));
        }
      }
    }
    requests.sort(Comparator.comparing(Request::time).thenComparing(Request::id));
    return requests;
  }

  private Request request(Instant at, int country, RandomGenerator random) {
    return new Request(
        Long.toUnsignedString(random.nextLong(), 36),
        "",
        new Environment(
            PLACEMENTS.get(pick(PLACEMENT_SHARE, random)),
            DEVICES.get(pick(DEVICE_SHARE, random)),
            COUNTRIES.get(country),
            ""),
        Optional.empty(),
        false,
        at,
        Duration.ofMillis(100),
        slots);
  }

  private static double activity(double hour) {
    return .2 + bump(hour, 12.5, 2.5) * .6 + bump(hour, 20.5, 2.5);
  }

  private static double bump(double hour, double peak, double width) {
    double away = Math.abs(hour - peak);
    double around = Math.min(away, 24 - away) / width;
    return Math.exp(-around * around);
  }

  private static double meanActivity() {
    double sum = 0;
    for (int minute = 0; minute < 1440; minute++) {
      sum += activity(minute / 60.0);
    }
    return sum / 1440;
  }

  private static int pick(double[] share, RandomGenerator random) {
    double left = random.nextDouble();
    int i = 0;
    while (i < share.length - 1 && left >= share[i]) {
      left -= share[i++];
    }
    return i;
  }

  /** Knuth's method; means here are of a few requests a minute to some hundreds. */
  private static int poisson(double mean, RandomGenerator random) {
    if (mean > 30) {
      return (int) Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
    }
    double limit = Math.exp(-mean);
    int count = 0;
    for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
      count++;
    }
    return count;
  }

  /** A factor of mean 1. */
  static double lognormal(Seed seed, double sigma) {
    return Math.exp(sigma * seed.generator().nextGaussian() - sigma * sigma / 2);
  }
}
