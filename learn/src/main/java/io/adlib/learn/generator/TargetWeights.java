package io.adlib.learn.generator;

import io.adlib.sid.prompt.TrainingSequence;

/** How much each target counts in the generator's loss; 1 on average. */
@FunctionalInterface
public interface TargetWeights {

  /** All alike. */
  TargetWeights NONE = (_, _) -> 1;

  /**
   * A target's weight, not negative.
   *
   * @param position of the sequence, one that has a target
   */
  double of(TrainingSequence sequence, int position);
}
