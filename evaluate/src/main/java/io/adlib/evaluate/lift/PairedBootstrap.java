package io.adlib.evaluate.lift;

import io.adlib.core.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Intervals of a relative difference between two arms on the same users: users are drawn with
 * replacement, each with what it did in both arms, so that what users have in common cancels (Efron
 * and Tibshirani 1993, percentile interval). Immutable and thread-safe.
 */
public final class PairedBootstrap {

  private final Seed seed;
  private final int resamples;

  /**
   * @param resamples how often users are drawn
   */
  public PairedBootstrap(Seed seed, int resamples) {
    this.seed = seed.of("bootstrap");
    this.resamples = resamples;
  }

  /**
   * The relative difference of two ratios of sums over users.
   *
   * @param active numbers of the users to draw from
   */
  public Relative ratio(
      int[] active, double[] up_U, double[] upPer_U, double[] base_U, double[] per_U) {
    RandomGenerator random = seed.generator();
    double[] lifts = new double[resamples];
    for (int r = 0; r < resamples; r++) {
      double up = 0;
      double upPer = 0;
      double base = 0;
      double per = 0;
      for (int i = 0; i < active.length; i++) {
        int user = active[random.nextInt(active.length)];
        up += up_U[user];
        upPer += upPer_U[user];
        base += base_U[user];
        per += per_U[user];
      }
      lifts[r] = relative(up, upPer, base, per);
    }
    double[] finite = Arrays.stream(lifts).filter(Double::isFinite).sorted().toArray();
    double mean =
        relative(sum(active, up_U), sum(active, upPer_U), sum(active, base_U), sum(active, per_U));
    if (finite.length == 0 || !Double.isFinite(mean)) {
      return new Relative(Double.NaN, Double.NaN, Double.NaN);
    }
    return new Relative(mean, percentile(finite, 0.025), percentile(finite, 0.975));
  }

  private static double relative(double up, double upPer, double base, double per) {
    return (up / upPer) / (base / per) - 1;
  }

  private static double sum(int[] active, double[] values) {
    double sum = 0;
    for (int user : active) {
      sum += values[user];
    }
    return sum;
  }

  /** Linear between the two nearest of sorted values. */
  private static double percentile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
