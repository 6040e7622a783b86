package io.adlib.learn.policy;

/**
 * What would come of showing items: a market simulator, or a ranker that stands for one. Must
 * answer the same question alike every time, or a resumed training differs from one that was not
 * stopped.
 */
@FunctionalInterface
public interface Simulator {

  /**
   * What comes of one item.
   *
   * @param eCPM expected value, not negative, in units of what an item is worth on average
   * @param targets how far each of the market's targets is met (shown, clicked, converted), not
   *     negative, in units of the average
   */
  record Outcome(double eCPM, double... targets) {}

  /**
   * One outcome an item, in order.
   *
   * @param episode by its number
   */
  Outcome[] outcomes(int episode, int[] items);
}
