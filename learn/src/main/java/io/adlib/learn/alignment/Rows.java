package io.adlib.learn.alignment;

import io.adlib.learn.torch.Tensor;

/** Chosen rows of a matrix in Java's memory. */
final class Rows {

  private Rows() {}

  /** The rows that an index names, in its order, [B,D]. */
  static Tensor of(float[] matrix_ND, int dimension, int[] index_B) {
    float[] rows_BD = new float[index_B.length * dimension];
    for (int b = 0; b < index_B.length; b++) {
      System.arraycopy(matrix_ND, index_B[b] * dimension, rows_BD, b * dimension, dimension);
    }
    return Tensor.of(rows_BD, index_B.length, dimension);
  }
}
