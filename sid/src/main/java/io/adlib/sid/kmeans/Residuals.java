package io.adlib.sid.kmeans;

import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.NearestRows;
import io.adlib.sid.VectorSource;
import java.util.ArrayList;
import java.util.List;

/** What some levels of nearest centroids leave of vectors, worked out anew at each reading. */
final class Residuals implements VectorSource {

  private record Level(NearestRows book, float[] centroids_CD) {}

  private final VectorSource vectors;
  private final List<Level> levels = new ArrayList<>();

  /** At first the vectors themselves. */
  Residuals(VectorSource vectors) {
    this.vectors = vectors;
  }

  /** One level more; not while others read. */
  void add(float[] centroids_CD) {
    int d = dimension();
    levels.add(
        new Level(
            new NearestRows(KernelChoice.best(), centroids_CD, centroids_CD.length / d, d),
            centroids_CD));
  }

  @Override
  public int size() {
    return vectors.size();
  }

  @Override
  public int dimension() {
    return vectors.dimension();
  }

  @Override
  public void read(int from, int n, float[] into_ND) {
    vectors.read(from, n, into_ND);
    int d = dimension();
    int[] code_N = new int[n];
    float[] distance_N = new float[n];
    for (Level level : levels) {
      level.book.find(into_ND, 0, n, code_N, distance_N);
      for (int i = 0; i < n; i++) {
        int at = code_N[i] * d;
        for (int k = 0; k < d; k++) {
          into_ND[i * d + k] -= level.centroids_CD[at + k];
        }
      }
    }
  }
}
