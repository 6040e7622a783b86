package io.adlib.sid.kmeans;

/** The rows of each code, in ascending order. Thread-safe. */
final class ByCode {

  private final int[] start_C;
  private final int[] rows_N;

  /** Of the first n rows. */
  ByCode(int[] code_N, int n, int codes) {
    start_C = new int[codes + 1];
    for (int i = 0; i < n; i++) {
      start_C[code_N[i] + 1]++;
    }
    for (int c = 0; c < codes; c++) {
      start_C[c + 1] += start_C[c];
    }
    int[] next_C = start_C.clone();
    rows_N = new int[n];
    for (int i = 0; i < n; i++) {
      rows_N[next_C[code_N[i]]++] = i;
    }
  }

  int size(int code) {
    return start_C[code + 1] - start_C[code];
  }

  /** The sum of a code's vectors. */
  double[] sum(int code, float[] vectors_ND, int dimension) {
    double[] sum_D = new double[dimension];
    for (int r = start_C[code]; r < start_C[code + 1]; r++) {
      int at = rows_N[r] * dimension;
      for (int d = 0; d < dimension; d++) {
        sum_D[d] += vectors_ND[at + d];
      }
    }
    return sum_D;
  }
}
