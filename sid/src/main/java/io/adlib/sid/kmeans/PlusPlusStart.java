package io.adlib.sid.kmeans;

import io.adlib.core.Seed;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * k-means++ (Arthur and Vassilvitskii 2007): each further centroid is a vector drawn in proportion
 * to its squared distance from the nearest one so far.
 */
final class PlusPlusStart {

  private static final int BLOCK = 512;

  /** The start is picked among so many rows for each centroid. */
  private static final int ROWS_A_CODE = 64;

  private PlusPlusStart() {}

  /**
   * C centroids {@code [C, D]}. With fewer distinct vectors than C, the rest repeat the first; a
   * repeated centroid is never the nearest, as ties go to the lower code.
   */
  static float[] pick(
      float[] vectors_ND, int n, int dimension, int codes, Seed seed, RowWorkers workers) {
    Kernels kernels = KernelChoice.best();
    RandomGenerator random = seed.generator();
    int[] rows = Sample.rows(n, Math.multiplyExact(codes, ROWS_A_CODE), random);
    float[] centroids_CD = new float[codes * dimension];
    double[] distance_S = new double[rows.length];
    Arrays.fill(distance_S, Double.POSITIVE_INFINITY);
    int picked = random.nextInt(rows.length);
    for (int c = 0; c < codes && picked >= 0; c++) {
      int at = c * dimension;
      System.arraycopy(vectors_ND, rows[picked] * dimension, centroids_CD, at, dimension);
      workers.forEach(
          rows.length,
          BLOCK,
          (from, to) -> {
            for (int s = from; s < to; s++) {
              double d =
                  kernels.squaredDistance(
                      vectors_ND, rows[s] * dimension, centroids_CD, at, dimension);
              distance_S[s] = Math.min(distance_S[s], d);
            }
          });
      picked = draw(distance_S, random);
      if (picked < 0) {
        for (int rest = c + 1; rest < codes; rest++) {
          System.arraycopy(centroids_CD, 0, centroids_CD, rest * dimension, dimension);
        }
      }
    }
    return centroids_CD;
  }

  /** A row in proportion to its distance, or −1 when all are 0. */
  private static int draw(double[] distance_S, RandomGenerator random) {
    double total = 0;
    for (double d : distance_S) {
      total += d;
    }
    if (total <= 0) {
      return -1;
    }
    double left = random.nextDouble() * total;
    int last = -1;
    for (int s = 0; s < distance_S.length; s++) {
      if (distance_S[s] > 0) {
        last = s;
        left -= distance_S[s];
        if (left < 0) {
          return s;
        }
      }
    }
    return last;
  }
}
