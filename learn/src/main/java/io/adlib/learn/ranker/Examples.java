package io.adlib.learn.ranker;

import java.util.random.RandomGenerator;

/** Impressions to learn from, a window of them in memory at a time. Not thread-safe. */
interface Examples {

  /** Takes one window. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Some of the examples.
     *
     * @param data valid during the call only
     * @param order numbers of impressions in it, in the order to be taken
     */
    void window(Impressions data, int[] order);
  }

  /** How many there are. */
  long size();

  /** How many of them a label holds of. */
  long count(Label label);

  /** Hands over all, each once, always in the same order. */
  void inOrder(Visitor visitor);

  /** Hands over all, each once, shuffled. */
  void shuffled(RandomGenerator random, Visitor visitor);

  /** Shuffles numbers in place. */
  static void shuffle(int[] order, RandomGenerator random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }
}
