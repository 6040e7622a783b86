package io.adlib.sid.kmeans;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.NearestRows;
import io.adlib.sid.VectorSource;
import java.util.random.RandomGenerator;

/**
 * One pass of mini-batch k-means (Sculley, WWW 2010) over vectors that do not fit into memory: a
 * centroid moves to the mean of all vectors it was ever given. A batch is made of blocks from all
 * over the source, in an order that follows from the seed alone, so that a sorted source does no
 * harm.
 */
final class MiniBatches {

  private static final int BLOCK = 256;
  private static final int BLOCKS = 64;

  private final VectorSource vectors;
  private final RowWorkers workers;
  private final float[] centroids_CD;
  private final double[] weight_C;
  private final float[] batch_BD;
  private final int[] code_B = new int[BLOCK * BLOCKS];
  private final float[] distance_B = new float[BLOCK * BLOCKS];

  /**
   * Works on {@code centroids_CD} in place.
   *
   * @param size_C how many vectors stand behind each centroid already
   */
  MiniBatches(VectorSource vectors, float[] centroids_CD, int[] size_C, RowWorkers workers) {
    this.vectors = vectors;
    this.workers = workers;
    this.centroids_CD = centroids_CD;
    weight_C = new double[size_C.length];
    for (int c = 0; c < size_C.length; c++) {
      weight_C[c] = size_C[c];
    }
    batch_BD = new float[BLOCK * BLOCKS * vectors.dimension()];
  }

  void pass(Seed seed, Progress.Task task) {
    int[] block_K = shuffled(Math.ceilDiv(vectors.size(), BLOCK), seed.generator());
    for (int from = 0; from < block_K.length; from += BLOCKS) {
      int blocks = Math.min(BLOCKS, block_K.length - from);
      int rows = assign(block_K, from, blocks);
      move(rows);
      task.advance(rows);
    }
  }

  private static int[] shuffled(int count, RandomGenerator random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Reads a batch, closely packed, and finds its nearest codes; returns its size. */
  private int assign(int[] block_K, int from, int blocks) {
    int d = vectors.dimension();
    int[] start_K = new int[blocks + 1];
    for (int k = 0; k < blocks; k++) {
      int first = block_K[from + k] * BLOCK;
      start_K[k + 1] = start_K[k] + Math.min(BLOCK, vectors.size() - first);
    }
    NearestRows book = new NearestRows(KernelChoice.best(), centroids_CD, weight_C.length, d);
    workers.forEach(
        blocks,
        1,
        (k, _) -> {
          int n = start_K[k + 1] - start_K[k];
          float[] rows_BD = new float[n * d];
          vectors.read(block_K[from + k] * BLOCK, n, rows_BD);
          System.arraycopy(rows_BD, 0, batch_BD, start_K[k] * d, n * d);
          book.find(batch_BD, start_K[k], n, code_B, distance_B);
        });
    return start_K[blocks];
  }

  private void move(int rows) {
    int d = vectors.dimension();
    ByCode byCode = new ByCode(code_B, rows, weight_C.length);
    workers.forEach(
        weight_C.length,
        8,
        (from, to) -> {
          for (int c = from; c < to; c++) {
            if (byCode.size(c) > 0) {
              double[] sum_D = byCode.sum(c, batch_BD, d);
              weight_C[c] += byCode.size(c);
              for (int i = 0; i < d; i++) {
                double x = centroids_CD[c * d + i];
                centroids_CD[c * d + i] =
                    (float) (x + (sum_D[i] - byCode.size(c) * x) / weight_C[c]);
              }
            }
          }
        });
  }
}
