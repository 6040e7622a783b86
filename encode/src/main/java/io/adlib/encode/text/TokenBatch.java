package io.adlib.encode.text;

import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * Token ids of some texts, padded to the longest of them.
 *
 * @param rows which text each row is
 * @param length T, tokens a row
 * @param ids_BT token ids, 0 where padded
 * @param mask_BT 1 for a token, 0 for padding
 */
record TokenBatch(int[] rows, int length, long[] ids_BT, long[] mask_BT) {

  /** The batch of the texts numbered in {@code rows}. */
  static TokenBatch of(int[] rows, long[][] tokens) {
    int length = Arrays.stream(rows).map(row -> tokens[row].length).max().orElseThrow();
    long[] ids = new long[rows.length * length];
    long[] mask = new long[rows.length * length];
    for (int b = 0; b < rows.length; b++) {
      long[] row = tokens[rows[b]];
      System.arraycopy(row, 0, ids, b * length, row.length);
      Arrays.fill(mask, b * length, b * length + row.length, 1);
    }
    return new TokenBatch(rows, length, ids, mask);
  }

  long[] shape() {
    return new long[] {rows.length, length};
  }

  LongBuffer ids() {
    return LongBuffer.wrap(ids_BT);
  }

  LongBuffer mask() {
    return LongBuffer.wrap(mask_BT);
  }

  LongBuffer types() {
    return LongBuffer.wrap(new long[ids_BT.length]);
  }

  /**
   * Writes each row's vector, the mean of its tokens' states with L2 norm 1, where the row's text
   * belongs.
   *
   * @param states_BTD the model's last hidden states
   * @param out_ND all texts' vectors
   */
  void pool(float[] states_BTD, int dimension, float[] out_ND) {
    for (int b = 0; b < rows.length; b++) {
      double[] sum = new double[dimension];
      for (int t = 0; t < length && mask_BT[b * length + t] == 1; t++) {
        int at = (b * length + t) * dimension;
        for (int d = 0; d < dimension; d++) {
          sum[d] += states_BTD[at + d];
        }
      }
      double norm = Math.sqrt(Arrays.stream(sum).map(x -> x * x).sum());
      for (int d = 0; d < dimension; d++) {
        out_ND[rows[b] * dimension + d] = (float) (sum[d] / Math.max(norm, 1e-12));
      }
    }
  }
}
