package io.adlib.learn.lm.tune;

import java.util.Arrays;

/**
 * How much more the harder things count (AdNanny, arXiv 2602.01563, whose formula is not public;
 * ours is in METHODS.md §6): an example by {@code (1 − p)^γ}, p the model's geometric mean
 * probability of the answer's tokens; a task by {@code softmax(r/τ)}, r the running mean of its
 * validation loss over that at the start. Both have mean 1 and stay within [1/4, 4].
 *
 * @param gamma γ; 0 weighs all examples alike
 * @param tau τ; ∞ weighs all tasks alike
 * @param memory share of the running mean that is kept from one validation to the next, in [0,1)
 */
public record AdaptiveWeights(double gamma, double tau, double memory) {

  /** All alike. */
  public static final AdaptiveWeights UNIFORM = new AdaptiveWeights(0, Double.POSITIVE_INFINITY, 0);

  /** Where to start. */
  public static final AdaptiveWeights STANDARD = new AdaptiveWeights(1, .5, .5);

  private static final double LEAST = .25;
  private static final double MOST = 4;

  public AdaptiveWeights {
    if (!(gamma >= 0) || !(tau > 0) || !(memory >= 0 && memory < 1)) {
      throw new IllegalArgumentException(gamma + ", " + tau + ", " + memory);
    }
  }

  /** Weights of examples whose answers have the given probabilities. */
  double[] ofInstances(double[] p) {
    return levelled(Arrays.stream(p).map(x -> Math.pow(1 - x, gamma)).toArray());
  }

  /** Weights of tasks with the given running ratios of loss. */
  double[] ofTasks(double[] ratio) {
    double highest = Arrays.stream(ratio).max().orElse(0);
    return levelled(Arrays.stream(ratio).map(r -> Math.exp((r - highest) / tau)).toArray());
  }

  /** The running mean with one more ratio. */
  double remembered(double before, double now) {
    return memory * before + (1 - memory) * now;
  }

  /** Scaled by one factor, then clipped, so that the mean is 1; all 1 where all are 0. */
  static double[] levelled(double[] raw) {
    double low = 0;
    double high = 1;
    if (Arrays.stream(raw).max().orElse(0) <= 0) {
      return Arrays.stream(raw).map(_ -> 1).toArray();
    }
    while (mean(raw, high) < 1 && high < 1e30) {
      high *= 2;
    }
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      if (mean(raw, middle) < 1) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double factor = high;
    return Arrays.stream(raw).map(x -> clipped(x * factor)).toArray();
  }

  private static double mean(double[] raw, double factor) {
    return Arrays.stream(raw).map(x -> clipped(x * factor)).average().orElse(1);
  }

  private static double clipped(double weight) {
    return Math.min(MOST, Math.max(LEAST, weight));
  }
}
