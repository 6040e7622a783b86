package io.adlib.serve.http;

import java.time.Duration;
import java.util.Arrays;

/**
 * What passes of a request's time in the server but outside its handler, from the body's last byte
 * to the answer's: nearly the most of late (the second largest of the last 128), never more than 20
 * ms, so that a client that takes its answer slowly takes no time from the others. Thread-safe.
 */
final class Overhead {

  private static final int WINDOW = 128;
  private static final int RENEWAL = 16;
  private static final long MOST = Duration.ofMillis(20).toNanos();

  private final long[] recent = new long[WINDOW];
  private int seen;
  private volatile Duration usual = Duration.ZERO;

  /** So many nanoseconds passed. */
  synchronized void observed(long nanos) {
    recent[seen % WINDOW] = Math.min(MOST, nanos);
    seen++;
    if (seen % RENEWAL == 0) {
      long[] sorted = Arrays.copyOf(recent, Math.min(seen, WINDOW));
      Arrays.sort(sorted);
      usual = Duration.ofNanos(sorted[sorted.length - 2]);
    }
  }

  /** What is to be set aside for it. */
  Duration usual() {
    return usual;
  }
}
