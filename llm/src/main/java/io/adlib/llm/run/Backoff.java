package io.adlib.llm.run;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * When to ask again. After the n-th failure a call waits a random time in [0, {@link #FIRST}·2ⁿ],
 * at most {@link #MOST} (full jitter). A server that says when to come back holds back every call
 * of the run until then, and a little longer at random so that they do not all come at once.
 * Thread-safe.
 */
final class Backoff {

  static final Duration FIRST = Duration.ofMillis(500);
  static final Duration MOST = Duration.ofSeconds(60);

  private final InstantSource clock;
  private final Pauses pauses;
  private final RandomGenerator random;
  private Instant closedUntil = Instant.MIN;

  Backoff(InstantSource clock, Pauses pauses, RandomGenerator random) {
    this.clock = clock;
    this.pauses = pauses;
    this.random = random;
  }

  /** Waits until the server may be asked. */
  void awaitOpen() throws InterruptedException {
    for (Duration left = left(); left.isPositive(); left = left()) {
      pauses.sleep(left);
    }
  }

  /** Waits after a call's failures so far, 1 or more. */
  void failed(int failures) throws InterruptedException {
    pauses.sleep(jitter(failures));
  }

  private synchronized Duration left() {
    return closedUntil.equals(Instant.MIN)
        ? Duration.ZERO
        : Duration.between(clock.instant(), closedUntil);
  }

  /** Nobody asks for so long. */
  synchronized void close(Duration time) {
    Instant until = clock.instant().plus(time);
    closedUntil = until.isAfter(closedUntil) ? until : closedUntil;
  }

  private synchronized Duration jitter(int failures) {
    long bound =
        Math.min(MOST.toMillis(), FIRST.toMillis() << Math.min(20, Math.max(0, failures - 1)));
    return Duration.ofMillis(random.nextLong(bound + 1));
  }
}
