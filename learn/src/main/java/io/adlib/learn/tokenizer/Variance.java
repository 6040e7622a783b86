package io.adlib.learn.tokenizer;

/** How far vectors lie apart. */
final class Variance {

  private Variance() {}

  /** The mean squared distance of vectors from their mean; 1 where all are equal. */
  static double of(float[] vectors_ND, int dimension) {
    int n = vectors_ND.length / dimension;
    double[] sum_D = new double[dimension];
    double squares = 0;
    for (int i = 0; i < vectors_ND.length; i++) {
      sum_D[i % dimension] += vectors_ND[i];
      squares += (double) vectors_ND[i] * vectors_ND[i];
    }
    double ofMean = 0;
    for (double sum : sum_D) {
      ofMean += (sum / n) * (sum / n);
    }
    double variance = squares / n - ofMean;
    return variance > 1e-9 * squares / n ? variance : 1;
  }
}
