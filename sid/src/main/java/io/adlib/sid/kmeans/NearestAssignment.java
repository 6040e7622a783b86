package io.adlib.sid.kmeans;

import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.NearestRows;

/** Every vector to its nearest code, the lower of equally near ones. */
final class NearestAssignment implements Assignment {

  private static final int BLOCK = 256;

  private final Kernels kernels = KernelChoice.best();
  private final float[] vectors_ND;
  private final int dimension;
  private final RowWorkers workers;

  NearestAssignment(float[] vectors_ND, int dimension, RowWorkers workers) {
    this.vectors_ND = vectors_ND;
    this.dimension = dimension;
    this.workers = workers;
  }

  @Override
  public void assign(float[] centroids_CD, int[] code_N, float[] error_N) {
    NearestRows book =
        new NearestRows(kernels, centroids_CD, centroids_CD.length / dimension, dimension);
    workers.forEach(
        code_N.length,
        BLOCK,
        (from, to) -> {
          book.find(vectors_ND, from, to - from, code_N, error_N);
          for (int i = from; i < to; i++) {
            // The product form of the distance is too coarse to tell a vector on its centroid.
            int at = code_N[i] * dimension;
            error_N[i] =
                kernels.squaredDistance(vectors_ND, i * dimension, centroids_CD, at, dimension);
          }
        });
  }
}
