package io.adlib.evaluate.sequential;

import java.util.Arrays;

/** Scores every item by how often it was bought in training, whoever asks. Thread-safe. */
public final class Popularity implements SequentialScorer {

  private final float[] count_N;

  private Popularity(float[] count_N) {
    this.count_N = count_N;
  }

  /** Counts the training part only. */
  public static Popularity of(LeaveOneOut split) {
    float[] count_N = new float[split.itemCount()];
    for (int[] sequence : split.train()) {
      Arrays.stream(sequence).forEach(item -> count_N[item]++);
    }
    return new Popularity(count_N);
  }

  @Override
  public String name() {
    return "popularity";
  }

  @Override
  public void score(int[][] histories, float[][] scores_BN) {
    for (int b = 0; b < histories.length; b++) {
      System.arraycopy(count_N, 0, scores_BN[b], 0, count_N.length);
    }
  }
}
