package io.adlib.market.pacing;

/**
 * A ratio of two sums that forget: what was seen, over what it is measured by. The first {@code
 * strength} of the measure stand for what was believed before. Not thread-safe.
 */
final class Recent {

  private double seen;
  private double measure;

  /** Believes a ratio as if it had been seen over so much of the measure. */
  void believe(double ratio, double strength) {
    seen = ratio * strength;
    measure = strength;
  }

  /**
   * Adds to both sums.
   *
   * @param keep share in [0,1] of the old sums that is kept
   */
  void add(double moreSeen, double moreMeasure, double keep) {
    seen = seen * keep + moreSeen;
    measure = measure * keep + moreMeasure;
  }

  /** Whether anything was seen or believed. */
  boolean isKnown() {
    return measure > 0;
  }

  /** The share of the sums to keep so that the measure does not fall below a floor. */
  double keeping(double floor) {
    return measure <= floor ? 1 : floor / measure;
  }

  double measure() {
    return measure;
  }

  /** The ratio, not negative; 0 when nothing is known. */
  double ratio() {
    return measure > 0 ? Math.max(0, seen / measure) : 0;
  }
}
