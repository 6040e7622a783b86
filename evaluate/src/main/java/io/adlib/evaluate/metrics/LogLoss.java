package io.adlib.evaluate.metrics;

/** Cross-entropy of predicted probabilities, in nats. */
public final class LogLoss {

  private static final double SMALLEST = 1e-15;

  private LogLoss() {}

  /**
   * Mean of −(y·ln p + (1−y)·ln(1−p)), p clipped to [1e-15, 1−1e-15].
   *
   * @param p_N predicted, in [0,1]
   * @param label_N outcomes, or true probabilities, in [0,1]
   */
  public static double of(double[] p_N, double[] label_N) {
    double sum = 0;
    for (int i = 0; i < p_N.length; i++) {
      sum += of(p_N[i], label_N[i]);
    }
    return sum / p_N.length;
  }

  /** Of one prediction. */
  public static double of(double p, double label) {
    double clipped = Math.clamp(p, SMALLEST, 1 - SMALLEST);
    return -label * Math.log(clipped) - (1 - label) * Math.log1p(-clipped);
  }

  /**
   * Normalised entropy: log-loss over that of always predicting the mean label. Below 1 is better
   * than the constant.
   */
  public static double normalised(double[] p_N, double[] label_N) {
    double mean = java.util.Arrays.stream(label_N).average().orElse(Double.NaN);
    return of(p_N, label_N) / of(mean, mean);
  }
}
