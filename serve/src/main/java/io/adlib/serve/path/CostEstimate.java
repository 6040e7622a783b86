package io.adlib.serve.path;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * What something usually takes: the second largest of what was observed lately, and of something
 * optional no less than what it took last. What does not fit a deadline is left out, and so is not
 * observed either; that slow moments do not rule it out for good, it is tried again after a while
 * by a single request, and what that one took replaces all that was known. A try that is slow again
 * doubles the wait, up to a second. Thread-safe.
 */
final class CostEstimate {

  private static final int WINDOW = 8;
  private static final long FIRST_WAIT = Duration.ofMillis(250).toNanos();
  private static final long LONGEST_WAIT = Duration.ofSeconds(1).toNanos();

  private final LongSupplier ticker;
  private final int needed;
  private final long[] recent = new long[WINDOW];
  private int seen;
  private long nanos;
  private long wait = FIRST_WAIT;
  private long retryAt;
  private boolean refused;
  private boolean trying;

  private CostEstimate(LongSupplier ticker, int needed) {
    this.ticker = ticker;
    this.needed = needed;
  }

  /**
   * Of something that can be left out at little loss: one slow observation is believed at once.
   *
   * @param ticker nanoseconds of a clock that never goes back
   */
  static CostEstimate ofOptional(LongSupplier ticker) {
    return new CostEstimate(ticker, 1);
  }

  /**
   * Of something without which there is no answer: it is taken to cost nothing until three
   * observations agree that it does, so that one slow moment never empties the next answer.
   */
  static CostEstimate ofNeeded(LongSupplier ticker) {
    return new CostEstimate(ticker, 3);
  }

  /** Nanoseconds; 0 before enough was observed. */
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
    if (trying) {
      seen = 0;
    } else {
      wait = FIRST_WAIT;
    }
    recent[seen++ % WINDOW] = took;
    nanos = seen < needed && !trying ? 0 : usual();
    trying = false;
    refused = false;
  }

  private long usual() {
    int known = Math.min(seen, WINDOW);
    long[] sorted = Arrays.copyOf(recent, known);
    Arrays.sort(sorted);
    long second = sorted[Math.max(0, known - 2)];
    return needed == 1 ? Math.max(second, recent[(seen - 1) % WINDOW]) : second;
  }

  /** Nothing was observed yet. */
  synchronized void reset() {
    seen = 0;
    nanos = 0;
    wait = FIRST_WAIT;
    trying = false;
    refused = false;
  }
}
