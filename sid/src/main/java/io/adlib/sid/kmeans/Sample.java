package io.adlib.sid.kmeans;

import io.adlib.core.Seed;
import io.adlib.sid.VectorSource;
import java.util.random.RandomGenerator;

/** A random choice of rows, in ascending order. */
public final class Sample {

  private Sample() {}

  /** A copy of all vectors, or of some where there are more than {@code size}. */
  public static float[] of(VectorSource vectors, int size, Seed seed) {
    if (vectors.size() <= size) {
      return vectors.readAll();
    }
    int d = vectors.dimension();
    float[] row_D = new float[d];
    float[] sample_SD = new float[Math.multiplyExact(size, d)];
    int[] rows_S = rows(vectors.size(), size, seed.generator());
    for (int s = 0; s < size; s++) {
      vectors.read(rows_S[s], 1, row_D);
      System.arraycopy(row_D, 0, sample_SD, s * d, d);
    }
    return sample_SD;
  }

  /** All numbers below n, or {@code size} of them. */
  static int[] rows(int n, int size, RandomGenerator random) {
    int[] rows = new int[Math.min(n, size)];
    int taken = 0;
    for (int i = 0; i < n && taken < rows.length; i++) {
      if (rows.length == n || random.nextInt(n - i) < rows.length - taken) {
        rows[taken++] = i;
      }
    }
    return rows;
  }
}
