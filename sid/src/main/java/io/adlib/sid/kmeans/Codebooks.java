package io.adlib.sid.kmeans;

import io.adlib.core.InputException;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.NearestRows;
import io.adlib.sid.projection.Projection;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * L codebooks of C centroids each. A vector's codes are the nearest centroid of the first book, the
 * nearest of the second to what the first left over, and so on; ties go to the lower code. Learned
 * tokenizers project a vector before, and the sum of its centroids back after; for k-means both
 * projections are the identity. A vector has the same codes alone and among others, in training and
 * after loading. Letters: D vector, E projected vector. Immutable and thread-safe.
 */
public final class Codebooks {

  private final int levels;
  private final int codesPerLevel;
  private final float[] centroids_LCE;
  private final Projection encoder;
  private final Projection decoder;
  private final List<NearestRows> books;

  /**
   * Codebooks for vectors as they are.
   *
   * @param centroids_LCD row-major, finite
   */
  public Codebooks(int levels, int codesPerLevel, int dimension, float[] centroids_LCD) {
    this(
        levels,
        codesPerLevel,
        centroids_LCD,
        Projection.identity(dimension),
        Projection.identity(dimension));
  }

  /**
   * Codebooks for projected vectors.
   *
   * @param centroids_LCE row-major, finite
   * @param encoder D → E
   * @param decoder E → D
   */
  public Codebooks(
      int levels,
      int codesPerLevel,
      float[] centroids_LCE,
      Projection encoder,
      Projection decoder) {
    if (levels < 1 || codesPerLevel < 1 || codesPerLevel > 32768 || encoder.in() < 1) {
      throw new IllegalArgumentException(
          levels + " levels of " + codesPerLevel + " codes of " + encoder.in() + " dimensions");
    }
    if (centroids_LCE.length != levels * codesPerLevel * encoder.out()) {
      throw new IllegalArgumentException(centroids_LCE.length + " centroid components");
    }
    if (decoder.in() != encoder.out() || decoder.out() != encoder.in()) {
      throw new IllegalArgumentException("the decoder does not lead back");
    }
    this.levels = levels;
    this.codesPerLevel = codesPerLevel;
    this.centroids_LCE = centroids_LCE.clone();
    this.encoder = encoder;
    this.decoder = decoder;
    books =
        IntStream.range(0, levels)
            .mapToObj(level -> book(this.centroids_LCE, level, codesPerLevel, encoder.out()))
            .toList();
  }

  private static NearestRows book(float[] centroids_LCE, int level, int codes, int width) {
    int from = level * codes * width;
    float[] rows_CE = Arrays.copyOfRange(centroids_LCE, from, from + codes * width);
    return new NearestRows(KernelChoice.best(), rows_CE, codes, width);
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
    return encoder.in();
  }

  /** E, the length of a centroid. */
  public int width() {
    return encoder.out();
  }

  /** What is done to a vector before its codes are looked up. */
  public Projection encoder() {
    return encoder;
  }

  /** What is done to the sum of its centroids to come back to the vector. */
  public Projection decoder() {
    return decoder;
  }

  /** A copy of all centroids, row-major {@code [L, C, E]}. */
  public float[] centroids_LCE() {
    return centroids_LCE.clone();
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
    requireVectors(vectors_ND, n, dimension());
    float[] residual_NE = encoder.apply(vectors_ND, n);
    short[] codes_NL = new short[n * levels];
    int[] code_N = new int[n];
    float[] distance_N = new float[n];
    for (int level = 0; level < levels; level++) {
      books.get(level).find(residual_NE, 0, n, code_N, distance_N);
      for (int i = 0; i < n; i++) {
        subtract(residual_NE, i, level, code_N[i]);
        codes_NL[i * levels + level] = (short) code_N[i];
      }
    }
    return codes_NL;
  }

  /** The vector that the first {@code codes.length} levels name. */
  public float[] decode(short... codes) {
    if (codes.length > levels) {
      throw new IllegalArgumentException(codes.length + " codes for " + levels + " levels");
    }
    int width = width();
    float[] sum_E = new float[width];
    for (int level = 0; level < codes.length; level++) {
      int at = (level * codesPerLevel + codes[level]) * width;
      for (int d = 0; d < width; d++) {
        sum_E[d] += centroids_LCE[at + d];
      }
    }
    return decoder.apply(sum_E, 1);
  }

  private void subtract(float[] residual_NE, int row, int level, int code) {
    int width = width();
    int from = row * width;
    int at = (level * codesPerLevel + code) * width;
    for (int d = 0; d < width; d++) {
      residual_NE[from + d] -= centroids_LCE[at + d];
    }
  }

  /**
   * Refuses what are no vectors.
   *
   * @throws InputException when there are other than n·D components, or one is not finite
   */
  public static void requireVectors(float[] vectors_ND, int n, int dimension) {
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
