package io.adlib.evaluate.metrics;

import io.adlib.core.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * A mean and its 95 % interval.
 *
 * @param mean of the values
 * @param low lower end
 * @param high upper end
 */
public record Interval(double mean, double low, double high) {

  /** Half the width. */
  public double halfWidth() {
    return (high - low) / 2;
  }

  /** Whether zero lies outside. */
  public boolean excludesZero() {
    return low > 0 || high < 0;
  }

  /** In another unit. */
  public Interval scaled(double factor) {
    return new Interval(factor * mean, factor * low, factor * high);
  }

  /** Student's t over few independent values, such as one a seed; of one value, no width. */
  public static Interval students(double... values) {
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    if (values.length < 2) {
      return new Interval(mean, mean, mean);
    }
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double error = Math.sqrt(squares / (values.length - 1) / values.length);
    double t = new TDistribution(values.length - 1.0).inverseCumulativeProbability(.975);
    return new Interval(mean, mean - t * error, mean + t * error);
  }

  /** Percentile bootstrap of the mean over many independent values, such as one a user. */
  public static Interval bootstrap(double[] values, Seed seed, int replicates) {
    RandomGenerator random = seed.generator();
    double[] means = new double[replicates];
    for (int r = 0; r < replicates; r++) {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[random.nextInt(values.length)];
      }
      means[r] = sum / values.length;
    }
    Arrays.sort(means);
    return new Interval(
        Arrays.stream(values).average().orElse(Double.NaN),
        means[(int) (.025 * (replicates - 1))],
        means[(int) Math.ceil(.975 * (replicates - 1))]);
  }
}
