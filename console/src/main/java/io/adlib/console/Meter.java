package io.adlib.console;

import io.adlib.console.LiveView.History;
import io.adlib.console.LiveView.Rates;
import io.adlib.console.LiveView.StepCount;
import io.adlib.console.LiveView.Totals;
import io.adlib.core.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Counts by second, for the last minutes and in all. Revenue is in micros of the market's currency.
 * Thread-safe.
 */
final class Meter {

  /** Seconds that are shown. */
  static final int SHOWN = 300;

  private static final int KEPT = SHOWN + 60;

  private final Second[] ring = new Second[KEPT];
  private final Second total = new Second(0);
  private final Map<String, Long> steps = new TreeMap<>();
  private long conversions;

  Meter() {
    Arrays.setAll(ring, i -> new Second(Long.MIN_VALUE));
  }

  synchronized void request(
      Instant now, int slots, int positions, double millis, List<String> taken) {
    for (Second s : List.of(at(now), total)) {
      s.requests++;
      s.slots += slots;
      s.positions += positions;
    }
    at(now).took(millis);
    taken.forEach(step -> steps.merge(step, 1L, Long::sum));
  }

  synchronized void failed(Instant now, int slots) {
    for (Second s : List.of(at(now), total)) {
      s.requests++;
      s.slots += slots;
    }
    steps.merge("failed", 1L, Long::sum);
  }

  synchronized void impression(Instant now) {
    at(now).impressions++;
    total.impressions++;
  }

  synchronized void click(Instant now) {
    at(now).clicks++;
    total.clicks++;
  }

  synchronized void conversion() {
    conversions++;
  }

  synchronized void revenue(Instant now, long micros) {
    at(now).revenueMicros += micros;
    total.revenueMicros += micros;
  }

  private Second at(Instant now) {
    long second = now.getEpochSecond();
    int slot = Math.floorMod(second, KEPT);
    if (ring[slot].second != second) {
      ring[slot] = new Second(second);
    }
    return ring[slot];
  }

  /** The last whole seconds before {@code now}. */
  synchronized LiveView view(String release, String currency, Instant now) {
    long last = now.getEpochSecond() - 1;
    List<Long> seconds = new ArrayList<>();
    List<Rates> rates = new ArrayList<>();
    for (long s = last - SHOWN + 1; s <= last; s++) {
      seconds.add(s);
      rates.add(rates(s));
    }
    var history =
        new History(
            seconds,
            rates.stream().map(Rates::requestsPerSecond).toList(),
            rates.stream().map(Rates::ctr).toList(),
            rates.stream().map(Rates::revenuePerMinute).toList(),
            rates.stream().map(Rates::fill).toList(),
            rates.stream().map(Rates::p50Millis).toList(),
            rates.stream().map(Rates::p99Millis).toList());
    var totals =
        new Totals(
            total.requests,
            total.slots,
            total.positions,
            total.impressions,
            total.clicks,
            conversions,
            Amount.of(Money.micros(total.revenueMicros, currency)).amount());
    List<StepCount> counts =
        steps.entrySet().stream().map(e -> new StepCount(e.getKey(), e.getValue())).toList();
    return new LiveView(release, now, currency, totals, rates.getLast(), history, counts);
  }

  /** The figures at the end of a second: 5 s of requests, a minute of clicks and revenue. */
  private Rates rates(long end) {
    double[] millis =
        window(end, 5).stream()
            .flatMapToDouble(s -> Arrays.stream(s.millis, 0, s.latencies))
            .sorted()
            .toArray();
    return new Rates(
        sum(end, 5, s -> s.requests) / 5.0,
        share(sum(end, 60, s -> s.clicks), sum(end, 60, s -> s.impressions)),
        sum(end, 60, s -> s.revenueMicros) / (double) Money.MICROS,
        share(sum(end, 5, s -> s.positions), sum(end, 5, s -> s.slots)),
        quantile(millis, .5),
        quantile(millis, .99));
  }

  private long sum(long end, int seconds, ToLongFunction<Second> count) {
    return window(end, seconds).stream().mapToLong(count).sum();
  }

  private List<Second> window(long end, int seconds) {
    List<Second> window = new ArrayList<>(seconds);
    for (long s = end - seconds + 1; s <= end; s++) {
      Second one = ring[Math.floorMod(s, KEPT)];
      if (one.second == s) {
        window.add(one);
      }
    }
    return window;
  }

  private static OptionalDouble share(long part, long whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of(part / (double) whole);
  }

  private static OptionalDouble quantile(double[] sorted, double q) {
    return sorted.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sorted[(int) Math.ceil(q * sorted.length) - 1]);
  }
}
