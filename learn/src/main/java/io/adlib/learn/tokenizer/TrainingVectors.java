package io.adlib.learn.tokenizer;

import io.adlib.learn.torch.Tensor;
import io.adlib.sid.kmeans.Codebooks;

/** The vectors that a tokenizer learns from, {@code [N, D]}, and how far they lie apart. */
final class TrainingVectors {

  private static final int BLOCK = 1024;

  private final float[] vectors_ND;
  private final int dimension;
  private final double variance;

  /** The array is not copied. */
  TrainingVectors(float[] vectors_ND, int dimension) {
    this.vectors_ND = vectors_ND;
    this.dimension = dimension;
    variance = variance(vectors_ND, dimension);
  }

  /** The mean squared distance of vectors from their mean; 1 where all are equal. */
  private static double variance(float[] vectors_ND, int dimension) {
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

  /** N. */
  int count() {
    return vectors_ND.length / dimension;
  }

  /** All of them, row-major; not a copy. */
  float[] all() {
    return vectors_ND;
  }

  /** Some, as rows. */
  Tensor batch(int[] items_B) {
    float[] rows_BD = new float[items_B.length * dimension];
    for (int i = 0; i < items_B.length; i++) {
      System.arraycopy(vectors_ND, items_B[i] * dimension, rows_BD, i * dimension, dimension);
    }
    return Tensor.of(rows_BD, items_B.length, dimension);
  }

  /**
   * What a sum of squared errors over a batch is multiplied by, so that it is 1 where nothing
   * better than the mean was found.
   */
  double scale(int batch) {
    return 1 / (variance * batch);
  }

  /** The squared error of what the codes name, relative to the variance. */
  double error(Codebooks books) {
    double error = 0;
    for (int from = 0; from < count(); from += BLOCK) {
      int n = Math.min(BLOCK, count() - from);
      float[] x_BD = new float[n * dimension];
      System.arraycopy(vectors_ND, from * dimension, x_BD, 0, x_BD.length);
      float[] guess_BD = books.decode(books.encode(x_BD, n), n);
      for (int i = 0; i < x_BD.length; i++) {
        double e = (double) x_BD[i] - guess_BD[i];
        error += e * e;
      }
    }
    return error * scale(count());
  }
}
