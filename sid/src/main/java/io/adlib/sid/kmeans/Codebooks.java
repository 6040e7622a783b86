package io.adlib.sid.kmeans;

import io.adlib.core.InputException;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.NearestRows;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * L codebooks of C centroids each. A vector's codes are the nearest centroid of the first book, the
 * nearest of the second to what the first left over, and so on; ties go to the lower code. A vector
 * has the same codes alone and among others, in training and after loading. Immutable and
 * thread-safe.
 */
public final class Codebooks {

  private final int levels;
  private final int codesPerLevel;
  private final int dimension;
  private final float[] centroids_LCD;
  private final List<NearestRows> books;

  /**
   * @param centroids_LCD row-major, finite
   */
  public Codebooks(int levels, int codesPerLevel, int dimension, float[] centroids_LCD) {
    if (levels < 1 || codesPerLevel < 1 || codesPerLevel > 32768 || dimension < 1) {
      throw new IllegalArgumentException(
          levels + " levels of " + codesPerLevel + " codes of " + dimension + " dimensions");
    }
    if (centroids_LCD.length != levels * codesPerLevel * dimension) {
      throw new IllegalArgumentException(centroids_LCD.length + " centroid components");
    }
    this.levels = levels;
    this.codesPerLevel = codesPerLevel;
    this.dimension = dimension;
    this.centroids_LCD = centroids_LCD.clone();
    books =
        IntStream.range(0, levels)
            .mapToObj(level -> book(this.centroids_LCD, level, codesPerLevel, dimension))
            .toList();
  }

  private static NearestRows book(float[] centroids_LCD, int level, int codes, int dimension) {
    int from = level * codes * dimension;
    float[] rows_CD = Arrays.copyOfRange(centroids_LCD, from, from + codes * dimension);
    return new NearestRows(KernelChoice.best(), rows_CD, codes, dimension);
  }

  /** L, without any disambiguation suffix. */
  public int levels() {
    return levels;
  }

  /** C. */
  public int codesPerLevel() {
    return codesPerLevel;
  }

  /** D, the length of a vector. */
  public int dimension() {
    return dimension;
  }

  /** A copy of all centroids, row-major {@code [L, C, D]}. */
  public float[] centroids_LCD() {
    return centroids_LCD.clone();
  }

  /**
   * The codes of one vector, L of them, each in [0, C).
   *
   * @throws InputException when the vector has another length or a component that is not finite
   */
  public short[] encode(float[] vector_D) {
    return encode(vector_D, 1);
  }

  /** The codes {@code [n, L]} of vectors {@code [n, D]}, row-major. */
  public short[] encode(float[] vectors_ND, int n) {
    requireVectors(vectors_ND, n, dimension);
    float[] residual_ND = vectors_ND.clone();
    short[] codes_NL = new short[n * levels];
    int[] code_N = new int[n];
    float[] distance_N = new float[n];
    for (int level = 0; level < levels; level++) {
      books.get(level).find(residual_ND, 0, n, code_N, distance_N);
      for (int i = 0; i < n; i++) {
        subtract(residual_ND, i, level, code_N[i]);
        codes_NL[i * levels + level] = (short) code_N[i];
      }
    }
    return codes_NL;
  }

  /** The sum of the centroids that the first {@code codes.length} levels name. */
  public float[] decode(short... codes) {
    if (codes.length > levels) {
      throw new IllegalArgumentException(codes.length + " codes for " + levels + " levels");
    }
    float[] sum_D = new float[dimension];
    for (int level = 0; level < codes.length; level++) {
      int at = (level * codesPerLevel + codes[level]) * dimension;
      for (int d = 0; d < dimension; d++) {
        sum_D[d] += centroids_LCD[at + d];
      }
    }
    return sum_D;
  }

  private void subtract(float[] residual_ND, int row, int level, int code) {
    int from = row * dimension;
    int at = (level * codesPerLevel + code) * dimension;
    for (int d = 0; d < dimension; d++) {
      residual_ND[from + d] -= centroids_LCD[at + d];
    }
  }

  static void requireVectors(float[] vectors_ND, int n, int dimension) {
    if (vectors_ND.length != (long) n * dimension) {
      throw new InputException(
          n
              + " vectors of "
              + dimension
              + " dimensions cannot have "
              + vectors_ND.length
              + " components",
          "encode the items with the encoder that the codebooks were made with");
    }
    for (int i = 0; i < vectors_ND.length; i++) {
      if (!Float.isFinite(vectors_ND[i])) {
        throw new InputException(
            "vector " + i / dimension + " has a component that is " + vectors_ND[i],
            "check what encoded it");
      }
    }
  }
}
