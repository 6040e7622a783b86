package io.adlib.learn.lm.grpo;

/**
 * How answers are sampled and judged.
 *
 * @param group answers a prompt, at least 2
 * @param most tokens of an answer; one that has not ended by then gets nothing
 * @param freeLength tokens that cost nothing
 * @param lengthCost taken off for each token beyond, so that longer is never better by itself
 * @param clip how far the ratio to the sampling policy counts
 * @param kl weight of the divergence from the model that it started as
 */
public record GrpoSettings(
    int group, int most, int freeLength, double lengthCost, double clip, double kl) {

  public GrpoSettings {
    if (group < 2
        || most < 1
        || freeLength < 0
        || !(lengthCost >= 0)
        || !(clip > 0)
        || !(kl >= 0)) {
      throw new IllegalArgumentException("group " + group + ", most " + most + ", KL " + kl);
    }
  }

  /** The same with another weight of the divergence. */
  public GrpoSettings kl(double other) {
    return new GrpoSettings(group, most, freeLength, lengthCost, clip, other);
  }

  /** What counts of a reward, in [0,1]. */
  double counted(double reward, int length, boolean ended) {
    return ended ? Math.max(0, reward - lengthCost * Math.max(0, length - freeLength)) : 0;
  }
}
