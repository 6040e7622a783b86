package io.adlib.serve.access;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A token bucket: so many requests a second on average, and as many as two seconds bring at once.
 * Thread-safe.
 */
final class RateLimit {

  private static final double BURST_SECONDS = 2;
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final double most;
  private final LongSupplier ticker;
  private double tokens;
  private long last;

  /**
   * @param perSecond above 0
   * @param ticker nanoseconds of a clock that never goes back
   */
  RateLimit(double perSecond, LongSupplier ticker) {
    this.perSecond = perSecond;
    this.ticker = ticker;
    most = Math.max(1, perSecond * BURST_SECONDS);
    tokens = most;
    last = ticker.getAsLong();
  }

  double perSecond() {
    return perSecond;
  }

  /** Takes one; zero if there was one, else how long until there is. */
  synchronized Duration take() {
    long now = ticker.getAsLong();
    tokens = Math.min(most, tokens + (now - last) / NANOS * perSecond);
    last = now;
    if (tokens >= 1) {
      tokens--;
      return Duration.ZERO;
    }
    return Duration.ofNanos((long) Math.ceil((1 - tokens) / perSecond * NANOS));
  }
}
