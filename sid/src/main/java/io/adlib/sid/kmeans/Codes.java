package io.adlib.sid.kmeans;

import io.adlib.core.Progress;
import io.adlib.sid.VectorSource;

/** The codes of all vectors of a source, read once and a block at a time. */
public final class Codes {

  private static final int BLOCK = 1024;

  private Codes() {}

  /**
   * Codes {@code [N, L]}, row-major: each vector's nearest, as {@link Codebooks#encode} gives them.
   *
   * @throws io.adlib.core.InputException when the vectors have another length or one is not finite
   */
  public static short[] nearest(
      Codebooks books, VectorSource vectors, int threads, Progress progress) {
    int levels = books.levels();
    short[] codes_NL = new short[Math.multiplyExact(vectors.size(), levels)];
    try (Progress.Task task = progress.start("assign codes", vectors.size());
        RowWorkers workers = new RowWorkers(threads)) {
      workers.forEach(
          vectors.size(),
          BLOCK,
          (from, to) -> {
            float[] block_BD = new float[(to - from) * vectors.dimension()];
            vectors.read(from, to - from, block_BD);
            short[] codes_BL = books.encode(block_BD, to - from, from);
            System.arraycopy(codes_BL, 0, codes_NL, from * levels, codes_BL.length);
            task.advance(to - from);
          });
    }
    return codes_NL;
  }

  /**
   * Codes {@code [N, L]}, row-major, where no code of a level has more than {@code bound · N / C}
   * vectors, rounded up: a vector whose nearest code is full of nearer ones gets its next nearest.
   *
   * @param bound at least 1
   */
  public static short[] bounded(
      Codebooks books, VectorSource vectors, double bound, int threads, Progress progress) {
    int n = vectors.size();
    int levels = books.levels();
    int capacity =
        KMeansSettings.DEFAULT.shape(levels, books.codesPerLevel()).bounded(bound).capacity(n);
    short[] codes_NL = new short[Math.multiplyExact(n, levels)];
    int[] code_N = new int[n];
    try (Progress.Task task = progress.start("assign codes", levels);
        RowWorkers workers = new RowWorkers(threads)) {
      for (int level = 0; level < levels; level++) {
        var left = new Unexplained(books, vectors, codes_NL, level);
        new BoundedAssignment(left, capacity, workers)
            .assign(books.centroids_CE(level), code_N, new float[n]);
        for (int i = 0; i < n; i++) {
          codes_NL[i * levels + level] = (short) code_N[i];
        }
        task.advance(1);
      }
    }
    return codes_NL;
  }

  /** What the codes of the levels so far leave of projected vectors. */
  private record Unexplained(Codebooks books, VectorSource vectors, short[] codes_NL, int level)
      implements VectorSource {
    @Override
    public int size() {
      return vectors.size();
    }

    @Override
    public int dimension() {
      return books.width();
    }

    @Override
    public void read(int from, int n, float[] into_NE) {
      float[] rows_ND = new float[n * vectors.dimension()];
      vectors.read(from, n, rows_ND);
      float[] left_NE = books.encoder().apply(rows_ND, n);
      for (int l = 0; l < level; l++) {
        for (int i = 0; i < n; i++) {
          books.subtract(left_NE, i, l, codes_NL[(from + i) * books.levels() + l]);
        }
      }
      System.arraycopy(left_NE, 0, into_NE, 0, left_NE.length);
    }
  }
}
