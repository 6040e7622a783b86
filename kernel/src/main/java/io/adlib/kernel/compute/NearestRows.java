package io.adlib.kernel.compute;

/**
 * Finds, for many vectors, the nearest of a fixed set of rows by squared Euclidean distance, as
 * k-means and quantisers need: {@code argmin_c ‖x − c‖² = argmax_c (x·c − ‖c‖²/2)}, a blocked
 * matrix product. Immutable and thread-safe; the rows are copied.
 */
public final class NearestRows {

  private static final int BLOCK = 64;

  private final Kernels kernels;
  private final PackedMatrix rows;
  private final float[] bias;

  /**
   * @param rows_CD {@code count} rows of {@code width} numbers
   */
  public NearestRows(Kernels kernels, float[] rows_CD, int count, int width) {
    this.kernels = kernels;
    rows = kernels.packTransposed(rows_CD, width, count);
    bias = new float[count];
    for (int c = 0; c < count; c++) {
      bias[c] = -kernels.dot(rows_CD, c * width, rows_CD, c * width, width) / 2;
    }
  }

  /**
   * The nearest row of each of {@code n} vectors, the first of equally near ones.
   *
   * @param x_ND the vectors, row-major, from index {@code from·width}
   * @param from number of the first vector
   * @param n how many
   * @param nearest_N receives the row's number at {@code [from, from+n)}
   * @param distance_N receives the squared distance, at least 0, at {@code [from, from+n)}
   */
  public void find(float[] x_ND, int from, int n, int[] nearest_N, float[] distance_N) {
    int width = rows.in();
    int count = rows.out();
    float[] scores = new float[Math.min(n, BLOCK) * count];
    for (int done = 0; done < n; done += BLOCK) {
      int size = Math.min(BLOCK, n - done);
      int first = from + done;
      kernels.gemm(size, x_ND, first * width, width, rows, bias, scores, 0, count);
      for (int i = 0; i < size; i++) {
        int best = kernels.argMax(scores, i * count, count);
        int at = (first + i) * width;
        float norm = kernels.dot(x_ND, at, x_ND, at, width);
        nearest_N[first + i] = best;
        distance_N[first + i] = Math.max(0, norm - 2 * scores[i * count + best]);
      }
    }
  }

  /**
   * The k nearest rows of each of the first {@code n} vectors, nearest first, the lower number of
   * equally near ones.
   *
   * @param k at most the number of rows
   * @return their numbers, {@code [n, k]}
   */
  public int[] order(float[] x_ND, int n, int k) {
    int width = rows.in();
    int count = rows.out();
    int[] order_NK = new int[n * k];
    float[] scores = new float[Math.min(n, BLOCK) * count];
    var best = new TopK();
    for (int done = 0; done < n; done += BLOCK) {
      int size = Math.min(BLOCK, n - done);
      kernels.gemm(size, x_ND, done * width, width, rows, bias, scores, 0, count);
      for (int i = 0; i < size; i++) {
        best.reset(k);
        for (int c = 0; c < count; c++) {
          best.offer(scores[i * count + c], c, 0);
        }
        best.sort();
        for (int j = 0; j < k; j++) {
          order_NK[(done + i) * k + j] = best.number(j);
        }
      }
    }
    return order_NK;
  }
}
