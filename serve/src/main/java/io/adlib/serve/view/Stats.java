package io.adlib.serve.view;

import io.adlib.core.Money;
import java.time.Duration;
import java.time.Instant;

/**
 * What happened in a stretch of time.
 *
 * @param from when it began
 * @param window how long it is
 * @param requests asked
 * @param slots places asked for
 * @param filled requests answered with at least one ad
 * @param failed requests not answered because state could not be written
 * @param hurried requests answered with something left out for want of time
 * @param ads places sold
 * @param revenue charged, in the market's currency
 * @param p50 half of the answers took no longer, to about 4 %; zero when there were none
 */
public record Stats(
    Instant from,
    Duration window,
    long requests,
    long slots,
    long filled,
    long failed,
    long hurried,
    long ads,
    long impressions,
    long clicks,
    long conversions,
    Money revenue,
    Duration p50,
    Duration p95,
    Duration p99) {

  /** Requests a second. */
  public double requestRate() {
    return requests * 1000.0 / Math.max(1, window.toMillis());
  }

  /** Share of places sold; 0 when none were asked for. */
  public double fill() {
    return slots == 0 ? 0 : ads / (double) slots;
  }

  /** Clicks an impression; 0 when there were none. */
  public double ctr() {
    return impressions == 0 ? 0 : clicks / (double) impressions;
  }
}
