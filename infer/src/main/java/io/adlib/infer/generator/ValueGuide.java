package io.adlib.infer.generator;

/**
 * How a search weighs what prefixes are worth (GPR's evaluator, arXiv 2511.10138, prunes the beam
 * and ranks the result). At every level prefixes are ordered by {@code log P + weight · log V}. The
 * first {@code floor} are kept, and more up to {@code cap} where they are worth more than the
 * request as a whole is expected to be: so the beam is wide where there is value.
 *
 * @param weight η, at least 0; at 0 nothing is valued and the search is the plain one
 * @param floor prefixes kept at every level, at least 1
 * @param cap at most so many, no fewer than the floor
 */
public record ValueGuide(double weight, int floor, int cap) {

  public ValueGuide {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a weight of value of " + weight);
    }
    if (floor < 1 || cap < floor) {
      throw new IllegalArgumentException("from " + floor + " to " + cap + " prefixes");
    }
  }

  /** By probability alone. */
  public static ValueGuide none(int width) {
    return new ValueGuide(0, width, width);
  }

  /** Whether value counts. */
  boolean isOn() {
    return weight > 0;
  }

  /** What a prefix is ordered by. */
  float score(float logP, float logV) {
    return isOn() ? (float) (logP + weight * logV) : logP;
  }
}
