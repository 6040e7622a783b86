package io.adlib.serve.path;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What something usually takes: a moving average that follows what is observed, and forgets slowly
 * while nothing is, so that what was once slow is tried again. Thread-safe.
 */
final class CostEstimate {

  private static final double FOLLOW = .1;
  private static final double FORGET = .98;

  private final AtomicLong nanos = new AtomicLong();

  /** Nanoseconds; 0 before anything was observed. */
  long nanos() {
    return nanos.get();
  }

  void observed(long took) {
    nanos.updateAndGet(old -> old == 0 ? took : Math.round(old + FOLLOW * (took - old)));
  }

  void reset() {
    nanos.set(0);
  }

  void avoided() {
    nanos.updateAndGet(old -> (long) (old * FORGET));
  }
}
