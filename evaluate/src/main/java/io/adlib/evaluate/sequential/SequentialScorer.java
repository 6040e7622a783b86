package io.adlib.evaluate.sequential;

/** A model that scores every item as a user's next. It never sees the target. */
public interface SequentialScorer {

  /** What reports call it, such as {@code sasrec}. */
  String name();

  /**
   * Scores all N items for each of B users. Called by one thread at a time.
   *
   * @param histories each user's items, oldest first, not empty; not to be written to
   * @param scores_BN where the scores go, higher is better; at least B rows of N, of which the
   *     first B are overwritten entirely
   */
  void score(int[][] histories, float[][] scores_BN);
}
