package io.adlib.market.pacing;

import java.time.LocalTime;
import java.util.Arrays;

/**
 * How a campaign's chances to be shown spread over its advertiser's day, as shares of 96 quarters
 * of an hour, and how many there are a day. Learned from the days that ended, the latest counting
 * for a third; before the first one the day is flat and the number unknown. Immutable and
 * thread-safe.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; the arrays are never changed
record TrafficShape(double[] share, double daily) {

  static final int SLOTS = 96;
  private static final int SLOT_SECONDS = 86_400 / SLOTS;
  private static final double LATEST = 1 / 3.0;

  /** Pseudo-counts of a flat day, so that no quarter of an hour is thought impossible. */
  private static final double FLAT = SLOTS;

  /** Nothing is known: a flat day of unknown traffic. */
  static TrafficShape unknown() {
    double[] flat = new double[SLOTS];
    Arrays.fill(flat, 1.0 / SLOTS);
    return new TrafficShape(flat, 0);
  }

  /** Whether a day was ever learned. */
  boolean isKnown() {
    return daily > 0;
  }

  /**
   * With one more day; an empty one teaches nothing.
   *
   * @param counts chances in each quarter of an hour
   * @param from the first one that was watched; those before it are believed to be as ever
   */
  TrafficShape with(long[] counts, int from) {
    long all = Arrays.stream(counts).sum();
    if (all == 0) {
      return this;
    }
    double unseen = upTo(from * (double) SLOT_SECONDS);
    double follow = isKnown() ? LATEST : 1;
    double[] next = share.clone();
    for (int s = from; s < SLOTS; s++) {
      double seen = (counts[s] + FLAT / SLOTS) / (all + (SLOTS - from) * FLAT / SLOTS);
      next[s] = (1 - follow) * share[s] + follow * (1 - unseen) * seen;
    }
    return new TrafficShape(next, (1 - follow) * daily + follow * all / (1 - unseen));
  }

  static int slot(LocalTime time) {
    return time.toSecondOfDay() / SLOT_SECONDS;
  }

  /** The share of a day's traffic from midnight to a second of the day, in [0,1]. */
  double upTo(double second) {
    double at = Math.clamp(second / SLOT_SECONDS, 0, SLOTS);
    int whole = (int) at;
    double sum = 0;
    for (int s = 0; s < whole; s++) {
      sum += share[s];
    }
    return whole == SLOTS ? sum : sum + (at - whole) * share[whole];
  }

  /** The share between two seconds of a day. */
  double between(double from, double to) {
    return Math.max(0, upTo(to) - upTo(from));
  }

  /** The second of the day by which a share of its traffic has passed. */
  double secondOf(double wanted) {
    double left = wanted;
    int s = 0;
    while (s < SLOTS && left > share[s]) {
      left -= share[s++];
    }
    return s == SLOTS ? 86_400 : (s + Math.max(0, left) / share[s]) * SLOT_SECONDS;
  }
}
