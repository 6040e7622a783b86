package io.adlib.learn.alignment;

import io.adlib.core.Seed;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;
import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A few rows into clusters of one size, but for a rest of one: k-means whose assignment gives the
 * nearest pairs of row and cluster their place first, until a cluster is full.
 */
final class EvenClusters {

  private static final int ROUNDS = 5;

  private EvenClusters() {}

  /** The cluster of each of n rows, in [0, clusters). */
  static int[] of(float[] rows_ND, int n, int clusters, Seed seed) {
    int d = rows_ND.length / n;
    float[] centre_KD = start(rows_ND, n, d, clusters, seed.generator());
    int[] cluster_N = new int[n];
    for (int round = 0; round < ROUNDS; round++) {
      int[] next_N = assign(rows_ND, n, d, centre_KD, clusters);
      if (round > 0 && Arrays.equals(next_N, cluster_N)) {
        break;
      }
      cluster_N = next_N;
      centre_KD = means(rows_ND, n, d, cluster_N, clusters);
    }
    return cluster_N;
  }

  private static float[] start(
      float[] rows_ND, int n, int d, int clusters, RandomGenerator random) {
    int[] order = IntStream.range(0, n).toArray();
    float[] centre_KD = new float[clusters * d];
    for (int k = 0; k < clusters; k++) {
      int pick = k + random.nextInt(n - k);
      System.arraycopy(rows_ND, order[pick] * d, centre_KD, k * d, d);
      order[pick] = order[k];
    }
    return centre_KD;
  }

  private record Pair(int row, int cluster, float distance) {}

  private static int[] assign(float[] rows_ND, int n, int d, float[] centre_KD, int clusters) {
    Kernels kernels = KernelChoice.best();
    Pair[] pairs = new Pair[n * clusters];
    for (int row = 0; row < n; row++) {
      for (int k = 0; k < clusters; k++) {
        float distance = kernels.squaredDistance(rows_ND, row * d, centre_KD, k * d, d);
        pairs[row * clusters + k] = new Pair(row, k, distance);
      }
    }
    Arrays.sort(pairs, Comparator.comparingDouble(Pair::distance));
    int[] cluster_N = new int[n];
    Arrays.fill(cluster_N, -1);
    int[] size_K = new int[clusters];
    int least = n / clusters;
    int fuller = n % clusters;
    for (Pair pair : pairs) {
      int room = fuller > 0 ? least + 1 : least;
      if (cluster_N[pair.row()] < 0 && size_K[pair.cluster()] < room) {
        cluster_N[pair.row()] = pair.cluster();
        fuller -= ++size_K[pair.cluster()] == least + 1 ? 1 : 0;
      }
    }
    return cluster_N;
  }

  private static float[] means(float[] rows_ND, int n, int d, int[] cluster_N, int clusters) {
    float[] mean_KD = new float[clusters * d];
    int[] size_K = new int[clusters];
    for (int row = 0; row < n; row++) {
      size_K[cluster_N[row]]++;
      for (int i = 0; i < d; i++) {
        mean_KD[cluster_N[row] * d + i] += rows_ND[row * d + i];
      }
    }
    for (int k = 0; k < clusters; k++) {
      for (int i = 0; i < d; i++) {
        mean_KD[k * d + i] /= Math.max(1, size_K[k]);
      }
    }
    return mean_KD;
  }
}
