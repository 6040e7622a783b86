package io.adlib.serve.view;

import io.adlib.core.Money;
import java.time.Duration;
import java.time.Instant;

/** Counts and latencies of a stretch of time. Not thread-safe. */
final class Tally {

  /** Sixteen buckets for each doubling, from a microsecond on. */
  private static final int BUCKETS = 512;

  private static final double PER_DOUBLING = 16;

  long requests;
  long slots;
  long filled;
  long failed;
  long hurried;
  long ads;
  long impressions;
  long clicks;
  long conversions;
  long revenueMicros;
  private final int[] latencies = new int[BUCKETS];

  void took(Duration time) {
    double micros = Math.max(1, time.toNanos() / 1e3);
    latencies[
        (int) Math.min(BUCKETS - 1, Math.round(Math.log(micros) / Math.log(2) * PER_DOUBLING))]++;
  }

  void add(Tally other) {
    requests += other.requests;
    slots += other.slots;
    filled += other.filled;
    failed += other.failed;
    hurried += other.hurried;
    ads += other.ads;
    impressions += other.impressions;
    clicks += other.clicks;
    conversions += other.conversions;
    revenueMicros += other.revenueMicros;
    for (int b = 0; b < BUCKETS; b++) {
      latencies[b] += other.latencies[b];
    }
  }

  Stats stats(Instant from, Duration window, String currency) {
    return new Stats(
        from,
        window,
        requests,
        slots,
        filled,
        failed,
        hurried,
        ads,
        impressions,
        clicks,
        conversions,
        Money.micros(revenueMicros, currency),
        percentile(.5),
        percentile(.95),
        percentile(.99));
  }

  private Duration percentile(double share) {
    long all = java.util.Arrays.stream(latencies).asLongStream().sum();
    long below = 0;
    for (int b = 0; b < BUCKETS; b++) {
      below += latencies[b];
      if (below > 0 && below >= share * all) {
        return Duration.ofNanos((long) (Math.pow(2, b / PER_DOUBLING) * 1e3));
      }
    }
    return Duration.ZERO;
  }
}
