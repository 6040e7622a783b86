package io.adlib.serve.path;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What something usually takes: a moving average of what is observed. What does not fit a deadline
 * is left out, and so is not observed either; that one slow moment does not rule it out for good,
 * it is tried again after a while by a single request, and what that one took replaces the
 * estimate. A try that is slow again doubles the wait. Thread-safe.
 */
final class CostEstimate {

  private static final double FOLLOW = .1;
  private static final long FIRST_WAIT = Duration.ofMillis(250).toNanos();
  private static final long LONGEST_WAIT = Duration.ofSeconds(30).toNanos();

  private final LongSupplier ticker;
  private long nanos;
  private long wait = FIRST_WAIT;
  private long retryAt;
  private boolean refused;
  private boolean trying;

  /**
   * @param ticker nanoseconds of a clock that never goes back
   */
  CostEstimate(LongSupplier ticker) {
    this.ticker = ticker;
  }

  /** Nanoseconds; 0 before anything was observed. */
  synchronized long nanos() {
    return nanos;
  }

  /** Whether it fits into {@code left} nanoseconds with a margin, or is due another try in them. */
  synchronized boolean fits(long left, double margin) {
    if (left <= 0) {
      return false;
    }
    if (left > margin * nanos) {
      return true;
    }
    long now = ticker.getAsLong();
    if (refused && now - retryAt >= 0) {
      wait = Math.min(2 * wait, LONGEST_WAIT);
      retryAt = now + wait;
      trying = true;
      return true;
    }
    if (!refused) {
      refused = true;
      retryAt = now + wait;
    }
    return false;
  }

  /**
   * What is left of some nanoseconds once this is set aside; not positive if it does not fit. All
   * of them when it is due another try.
   */
  synchronized long leftOf(long available) {
    boolean fits = fits(available, 1);
    return fits && nanos >= available ? available : available - nanos;
  }

  /** It was done, in so many nanoseconds. */
  synchronized void observed(long took) {
    if (trying || nanos == 0) {
      nanos = took;
    } else {
      nanos = Math.round(nanos + FOLLOW * (took - nanos));
      wait = FIRST_WAIT;
    }
    trying = false;
    refused = false;
  }

  /** Nothing was observed yet. */
  synchronized void reset() {
    nanos = 0;
    wait = FIRST_WAIT;
    trying = false;
    refused = false;
  }
}
