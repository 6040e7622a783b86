package io.adlib.serve.path;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lets as many requests compute at once as there are processors, in the order they came: more would
 * only make all of them late. One that would wait for more than a quarter of its deadline is turned
 * away at once, so that under any load those that are let in are answered as fast as ever, and the
 * queue is empty again as soon as the load is gone. Thread-safe.
 */
final class Admission {

  /** Of a deadline, what may pass in the queue. */
  private static final int SHARE = 4;

  private static final int FOLLOW = 16;

  private final int workers;
  private final LongSupplier ticker;
  private final Semaphore free;
  private final AtomicInteger waiting = new AtomicInteger();

  /** Moving average of what a turn takes, in nanoseconds. */
  private final AtomicLong usual = new AtomicLong();

  /**
   * @param workers how many compute at once
   * @param ticker nanoseconds of a clock that never goes back
   */
  Admission(int workers, LongSupplier ticker) {
    this.workers = workers;
    this.ticker = ticker;
    free = new Semaphore(workers, true);
  }

  /** A request's turn to compute, or none. Close it when done. */
  final class Turn implements AutoCloseable {
    private final boolean granted;
    private final long start = ticker.getAsLong();

    private Turn(boolean granted) {
      this.granted = granted;
    }

    /** Whether the request may go on; else too many wait. */
    boolean isGranted() {
      return granted;
    }

    @Override
    public void close() {
      if (granted) {
        free.release();
        long took = ticker.getAsLong() - start;
        usual.updateAndGet(old -> old == 0 ? took : old + (took - old) / FOLLOW);
      }
    }
  }

  /** Waits for a turn, unless that would take too long. */
  Turn enter(Duration deadline) {
    long limit = deadline.toNanos() / SHARE;
    try {
      if (free.tryAcquire(0, TimeUnit.NANOSECONDS)) {
        return new Turn(true);
      }
      int ahead = waiting.incrementAndGet();
      try {
        boolean tooLong = usual.get() * ahead / workers > limit;
        return new Turn(!tooLong && free.tryAcquire(limit, TimeUnit.NANOSECONDS));
      } finally {
        waiting.decrementAndGet();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Turn(false);
    }
  }
}
