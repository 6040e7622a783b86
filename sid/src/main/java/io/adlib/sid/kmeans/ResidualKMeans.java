package io.adlib.sid.kmeans;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;

/**
 * RQ-KMeans: k-means on the vectors, then on what is left of them after subtracting their centroid,
 * level after level (the tokenizer of GRID, arXiv 2507.22224; METHODS: semantic IDs).
 */
public final class ResidualKMeans {

  private ResidualKMeans() {}

  /**
   * Makes codebooks for vectors {@code [n, D]}, row-major. The same input, settings and seed give
   * the same codebooks on any number of threads.
   *
   * @throws InputException for no vectors, or a component that is not finite
   */
  public static Codebooks fit(
      float[] vectors_ND,
      int n,
      int dimension,
      KMeansSettings settings,
      Seed seed,
      Progress progress) {
    if (n < 1) {
      throw new InputException("there are no vectors to make codebooks from", "import items first");
    }
    Codebooks.requireVectors(vectors_ND, n, dimension);
    int levels = settings.levels();
    int codes = settings.codesPerLevel();
    float[] residual_ND = vectors_ND.clone();
    float[] centroids_LCD = new float[levels * codes * dimension];
    try (Progress.Task task =
            progress.start("fit codebooks", (long) levels * settings.iterations());
        RowWorkers workers = new RowWorkers(settings.threads())) {
      for (int level = 0; level < levels; level++) {
        Seed levelSeed = seed.of("kmeans").of(level);
        float[] start_CD =
            PlusPlusStart.pick(residual_ND, n, dimension, settings, levelSeed, workers);
        Lloyd lloyd = new Lloyd(residual_ND, n, dimension, start_CD, workers);
        lloyd.run(settings, task, "level " + (level + 1) + "/" + levels);
        lloyd.subtractCentroids();
        System.arraycopy(
            lloyd.centroids_CD(), 0, centroids_LCD, level * codes * dimension, codes * dimension);
      }
    }
    return new Codebooks(levels, codes, dimension, centroids_LCD);
  }
}
