package io.adlib.learn.lm.grpo;

/** How good an answer is, as a program can check it. The same answer always gets the same. */
@FunctionalInterface
public interface Reward {

  /**
   * The reward, 0 for an answer of the wrong form.
   *
   * @param prompt its number
   * @param answer tokens, without the one that ended it
   * @return in [0,1]
   */
  double of(int prompt, int[] answer);
}
