package io.adlib.learn.reproduce;

import io.adlib.evaluate.sequential.SequentialScorer;
import io.adlib.sid.nearest.QuantisedVectors;
import java.util.Arrays;

/**
 * Items by their likeness to the history, as serving finds new ads for a user: quantised vectors
 * alone, each step back weighing {@code decay} times as much. Not thread-safe.
 */
final class LikeHistory implements SequentialScorer {

  private final QuantisedVectors vectors;
  private final double decay;

  LikeHistory(QuantisedVectors vectors, double decay) {
    this.vectors = vectors;
    this.decay = decay;
  }

  @Override
  public String name() {
    return "quantised kNN";
  }

  @Override
  public void score(int[][] histories, float[][] scores_BN) {
    float[] user_D = new float[vectors.width()];
    for (int b = 0; b < histories.length; b++) {
      Arrays.fill(user_D, 0);
      double weight = 1;
      for (int i = histories[b].length - 1; i >= 0; i--) {
        vectors.add(histories[b][i], (float) weight, user_D);
        weight *= decay;
      }
      QuantisedVectors.Likeness likeness = vectors.toward(user_D);
      for (int item = 0; item < scores_BN[b].length; item++) {
        scores_BN[b][item] = likeness.of(item);
      }
    }
  }
}
