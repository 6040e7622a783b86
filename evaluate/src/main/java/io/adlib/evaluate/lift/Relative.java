package io.adlib.evaluate.lift;

/**
 * A relative difference with a 95 % interval: .25 means a quarter more than the baseline. All are
 * NaN if the baseline has nothing to compare with.
 *
 * @param mean the estimate
 * @param low 2.5th percentile
 * @param high 97.5th percentile
 */
public record Relative(double mean, double low, double high) {

  /** Whether zero lies outside the interval. */
  public boolean significant() {
    return low > 0 || high < 0;
  }
}
