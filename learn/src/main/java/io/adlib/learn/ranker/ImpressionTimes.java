package io.adlib.learn.ranker;

import java.time.Duration;
import java.time.Instant;

/**
 * When the impressions of a log came, counted in a million steps of its span, and so in a memory
 * that does not grow with it; and how a ranker's training splits it by time. Not thread-safe.
 */
public final class ImpressionTimes {

  private static final int STEPS = 1 << 20;
  private static final Duration DAY = Duration.ofDays(1);

  private final long first;
  private final long width;
  private final int[] count_S = new int[STEPS];
  private long all;

  /**
   * @param first moment that is counted
   * @param end the first moment after
   */
  public ImpressionTimes(Instant first, Instant end) {
    this.first = first.toEpochMilli();
    width = Math.max(1, Math.ceilDiv(end.toEpochMilli() - this.first, STEPS));
  }

  /** Counts an impression. */
  public void add(Instant time) {
    count_S[Math.clamp((time.toEpochMilli() - first) / width, 0, STEPS - 1)]++;
    all++;
  }

  /**
   * Where to split.
   *
   * @param stop what is shown before is learnt from
   * @param day what is shown then and before this says when to stop
   * @param end what is shown then and before this calibrates
   */
  record Split(Instant stop, Instant day, Instant end) {}

  /**
   * The last day calibrates, the one before says when to stop; of a log too short for that, the
   * last and the next to last 15 %.
   */
  Split split(Instant end) {
    Instant stop = end.minus(DAY.multipliedBy(2));
    return before(stop) < all / 2
        ? new Split(after(.7), after(.85), end)
        : new Split(stop, end.minus(DAY), end);
  }

  /** How many came before a moment, to a step. */
  private long before(Instant moment) {
    long steps = Math.clamp((moment.toEpochMilli() - first) / width, 0, STEPS);
    long sum = 0;
    for (int s = 0; s < steps; s++) {
      sum += count_S[s];
    }
    return sum;
  }

  /** The moment before which a share of them came. */
  private Instant after(double share) {
    long sum = 0;
    int s = 0;
    while (s < STEPS && sum < share * all) {
      sum += count_S[s++];
    }
    return Instant.ofEpochMilli(first + s * width);
  }
}
