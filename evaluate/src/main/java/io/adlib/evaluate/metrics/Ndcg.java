package io.adlib.evaluate.metrics;

import java.util.Arrays;

/** Normalised discounted cumulative gain. */
public final class Ndcg {

  private Ndcg() {}

  /**
   * Of one ranked list: Σ gain/log₂(place+1) of the first k, over the same of the best order.
   *
   * @param gain_N gains of all candidates in ranked order, not negative; for graded relevance pass
   *     2^grade − 1
   * @return in [0,1]; 0 when nothing has a gain
   */
  public static double at(int k, double[] gain_N) {
    double[] best = gain_N.clone();
    Arrays.sort(best);
    for (int i = 0; i < best.length / 2; i++) {
      double low = best[i];
      best[i] = best[best.length - 1 - i];
      best[best.length - 1 - i] = low;
    }
    double ideal = dcg(k, best);
    return ideal == 0 ? 0 : dcg(k, gain_N) / ideal;
  }

  private static double dcg(int k, double[] gain_N) {
    double sum = 0;
    for (int i = 0; i < Math.min(k, gain_N.length); i++) {
      sum += gain_N[i] * Math.log(2) / Math.log(i + 2.0);
    }
    return sum;
  }
}
