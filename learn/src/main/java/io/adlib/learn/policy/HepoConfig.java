package io.adlib.learn.policy;

/**
 * How HEPO learns.
 *
 * @param clip how far a decision's probability may move from what it was drawn with before it is
 *     pulled no more
 * @param divergence weight of the KL divergence from the reference model
 * @param critic weight of the evaluator's squared error
 */
public record HepoConfig(double clip, double divergence, double critic) {

  /** Clip .2, KL .02, critic .5. */
  public static final HepoConfig DEFAULT = new HepoConfig(.2, .02, .5);
}
