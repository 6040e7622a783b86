package io.adlib.sid.kmeans;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.sid.VectorSource;

/**
 * RQ-KMeans: k-means on the vectors, then on what is left of them after subtracting their centroid,
 * level after level (the tokenizer of GRID, arXiv 2507.22224; METHODS: semantic IDs). With a bound
 * on clusters it is balanced RQ-KMeans (OneRec, arXiv 2502.18965). Vectors that are too many for
 * memory are sampled for the start and its rounds, and then pass in mini-batches.
 */
public final class ResidualKMeans {

  private final VectorSource vectors;
  private final KMeansSettings settings;
  private final Seed seed;
  private final Progress progress;
  private final RowWorkers workers;
  private final Residuals residuals;
  private final boolean streams;

  private ResidualKMeans(
      VectorSource vectors,
      KMeansSettings settings,
      Seed seed,
      Progress progress,
      RowWorkers workers) {
    this.vectors = vectors;
    this.settings = settings;
    this.seed = seed;
    this.progress = progress;
    this.workers = workers;
    residuals = new Residuals(vectors);
    streams = vectors.size() > settings.sample();
  }

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
    Codebooks.requireVectors(vectors_ND, n, dimension);
    return fit(VectorSource.of(vectors_ND, dimension), settings, seed, progress);
  }

  /** The same for vectors that are read a block at a time. */
  public static Codebooks fit(
      VectorSource vectors, KMeansSettings settings, Seed seed, Progress progress) {
    if (vectors.size() < 1) {
      throw new InputException("there are no vectors to make codebooks from", "import items first");
    }
    try (RowWorkers workers = new RowWorkers(settings.threads())) {
      return new ResidualKMeans(vectors, settings, seed, progress, workers).fit();
    }
  }

  private Codebooks fit() {
    int levels = settings.levels();
    int dimension = vectors.dimension();
    int book = settings.codesPerLevel() * dimension;
    float[] residual_ND = Sample.of(vectors, settings.sample(), seed.of("sample"));
    Codebooks.requireVectors(residual_ND, residual_ND.length / dimension, dimension);
    float[] centroids_LCD = new float[Math.multiplyExact(levels, book)];
    try (Progress.Task task =
        progress.start("fit codebooks", (long) levels * settings.iterations())) {
      for (int level = 0; level < levels; level++) {
        float[] centroids_CD = level(level, residual_ND, task);
        System.arraycopy(centroids_CD, 0, centroids_LCD, level * book, book);
      }
    }
    return new Codebooks(levels, settings.codesPerLevel(), dimension, centroids_LCD);
  }

  /** One level's centroids; leaves in the sample what they do not explain. */
  private float[] level(int level, float[] residual_ND, Progress.Task task) {
    Seed levelSeed = seed.of("kmeans").of(level);
    int dimension = vectors.dimension();
    int n = residual_ND.length / dimension;
    String name = "level " + (level + 1) + "/" + settings.levels();
    float[] centroids_CD =
        PlusPlusStart.pick(residual_ND, n, dimension, settings.codesPerLevel(), levelSeed, workers);
    Assignment assignment =
        settings.bound() == 0
            ? new NearestAssignment(residual_ND, dimension, workers)
            : new BoundedAssignment(
                VectorSource.of(residual_ND, dimension), settings.capacity(n), workers);
    Lloyd lloyd = new Lloyd(assignment, residual_ND, dimension, centroids_CD, workers);
    lloyd.run(settings, task, name);
    if (streams && settings.bound() == 0) {
      try (Progress.Task pass = progress.start("mini-batches, " + name, vectors.size())) {
        new MiniBatches(residuals, centroids_CD, lloyd.sizes(), workers)
            .pass(levelSeed.of("batches"), pass);
      }
      residuals.add(centroids_CD);
      lloyd.assign();
    }
    lloyd.subtractCentroids();
    return centroids_CD;
  }
}
