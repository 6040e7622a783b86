package io.adlib.app.bench;

import java.util.Arrays;

/**
 * Two of a measurement's percentiles.
 *
 * @param p50 what half of them did not pass
 * @param p99 what 99 of 100 did not pass
 */
public record Percentiles(double p50, double p99) {

  /** Of some measurements, which are sorted in place. */
  static Percentiles of(double[] values) {
    Arrays.sort(values);
    return new Percentiles(
        rounded(values[values.length / 2]), rounded(values[(int) (values.length * .99)]));
  }

  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }

  /** How many times smaller another is, at the median and at the tail. */
  Percentiles over(Percentiles other) {
    return new Percentiles(rounded(p50 / other.p50), rounded(p99 / other.p99));
  }
}
