package io.adlib.learn.generator;

/**
 * What a generator thinks of some items in some situations. Letters: B situations, K items of one
 * (they may be of different number), S decisions: the first A codes at once, then each later code;
 * S = 1 + L − A.
 *
 * @param logP_BKS log-probability of each decision among the legal ones; 0 where there is no choice
 * @param logV_B log of what the evaluator says that the situation is worth; 0 without an evaluator
 * @param logV_BKS the same of the prefix after each decision
 */
public record PathScores(double[][][] logP_BKS, double[] logV_B, double[][][] logV_BKS) {

  /** The log-probability of an item: the sum over its decisions. */
  public double logP(int situation, int k) {
    double sum = 0;
    for (double logP : logP_BKS[situation][k]) {
      sum += logP;
    }
    return sum;
  }
}
