package io.adlib.evaluate.sequential;

/** Brings one user's scores of all items to mean 0 and deviation 1, so that models can be added. */
final class ZScores {

  private ZScores() {}

  /**
   * Standardises the first n scores in place. Scores that are not finite (items a model would not
   * name at all) take the lowest finite value; scores that are all alike become 0.
   */
  static void standardise(float[] scores_N, int n) {
    double sum = 0;
    double squares = 0;
    int finite = 0;
    float lowest = Float.POSITIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      if (Float.isFinite(scores_N[i])) {
        sum += scores_N[i];
        finite++;
        lowest = Math.min(lowest, scores_N[i]);
      }
    }
    if (finite == 0) {
      java.util.Arrays.fill(scores_N, 0, n, 0);
      return;
    }
    if (finite < n) {
      for (int i = 0; i < n; i++) {
        if (!Float.isFinite(scores_N[i])) {
          scores_N[i] = lowest;
          sum += lowest;
        }
      }
    }
    double mean = sum / n;
    for (int i = 0; i < n; i++) {
      double apart = scores_N[i] - mean;
      squares += apart * apart;
    }
    double scale = squares > 0 ? Math.sqrt(n / squares) : 0;
    for (int i = 0; i < n; i++) {
      scores_N[i] = (float) ((scores_N[i] - mean) * scale);
    }
  }
}
