package io.adlib.evaluate.sequential;

import java.util.Arrays;

/**
 * The target's rank for each user, from 0, at most {@link #DEEPEST}. A tie counts as lost: every
 * other item of the same score (or of a score that is no number) stands before the target. The
 * array is not copied: treat it as immutable.
 *
 * @param rank_U by case
 */
public record Ranks(int[] rank_U) {

  /** Ranks from here on are all called this; no metric here looks deeper than 10. */
  public static final int DEEPEST = Integer.MAX_VALUE;

  /** The ranks of some cases, given by number. */
  Ranks of(int[] cases) {
    return new Ranks(Arrays.stream(cases).map(c -> rank_U[c]).toArray());
  }

  /** Mean over users. */
  public Top top() {
    double r5 = 0;
    double n5 = 0;
    double r10 = 0;
    double n10 = 0;
    for (int rank : rank_U) {
      double gain = gain(rank);
      if (rank < 5) {
        r5++;
        n5 += gain;
      }
      if (rank < 10) {
        r10++;
        n10 += gain;
      }
    }
    int n = Math.max(1, rank_U.length);
    return new Top(r5 / n, n5 / n, r10 / n, n10 / n);
  }

  /** Standard error of the mean over users, by metric. */
  public Top standardError() {
    Top mean = top();
    double r5 = 0;
    double n5 = 0;
    double r10 = 0;
    double n10 = 0;
    for (int rank : rank_U) {
      double gain = gain(rank);
      r5 += square((rank < 5 ? 1 : 0) - mean.r5());
      n5 += square((rank < 5 ? gain : 0) - mean.n5());
      r10 += square((rank < 10 ? 1 : 0) - mean.r10());
      n10 += square((rank < 10 ? gain : 0) - mean.n10());
    }
    double n = Math.max(1.0, (double) rank_U.length * (rank_U.length - 1));
    return new Top(Math.sqrt(r5 / n), Math.sqrt(n5 / n), Math.sqrt(r10 / n), Math.sqrt(n10 / n));
  }

  private static double gain(int rank) {
    return rank >= 10 ? 0 : Math.log(2) / Math.log(rank + 2.0);
  }

  private static double square(double x) {
    return x * x;
  }
}
