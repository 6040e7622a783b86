package io.adlib.sid.kmeans;

import io.adlib.core.ContentHash;
import io.adlib.core.InputException;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.NearestRows;
import io.adlib.sid.projection.Layer;
import io.adlib.sid.projection.Projection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

  /**
   * What tells these codebooks from all others, such as {@code rq-kmeans-3x256-1f0c9a7be2d4}: the
   * kind, which follows from the projections, the shape, and a hash of every number.
   */
  public String fingerprint() {
    String kind =
        encoder.isIdentity() ? "rq-kmeans" : encoder.isResidual() ? "rq-kmeans+" : "rq-vae";
    var hash = new ContentHash().add(levels).add(codesPerLevel).add(bytes(centroids_LCE));
    for (Projection projection : List.of(encoder, decoder)) {
      hash.add(projection.in());
      for (Layer layer : projection.layers()) {
        hash.add(bytes(layer.weight_IO())).add(bytes(layer.bias_O()));
      }
    }
    return "%s-%dx%d-%s".formatted(kind, levels, codesPerLevel, hash.hex().substring(0, 12));
  }

  private static byte[] bytes(float[] numbers) {
    var bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(numbers);
    return bytes.array();
  }

  /** A copy of all centroids, row-major {@code [L, C, E]}. */
  public float[] centroids_LCE() {
    return centroids_LCE.clone();
  }

  /** A copy of a level's centroids, row-major {@code [C, E]}. */
  public float[] centroids_CE(int level) {
    int size = codesPerLevel * width();
    return Arrays.copyOfRange(centroids_LCE, level * size, (level + 1) * size);
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
    return encode(vectors_ND, n, 0);
  }

  /** The same; {@code first} is the number that an error gives the first vector. */
  short[] encode(float[] vectors_ND, int n, int first) {
    requireVectors(vectors_ND, n, dimension(), first);
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
    return decode(codes, 1);
  }

  /** The vectors {@code [n, D]} that the first levels name, as many as there are codes a row. */
  public float[] decode(short[] codes_NK, int n) {
    int depth = codes_NK.length / n;
    if (depth > levels) {
      throw new IllegalArgumentException(depth + " codes for " + levels + " levels");
    }
    int width = width();
    float[] sum_NE = new float[n * width];
    for (int i = 0; i < n; i++) {
      for (int level = 0; level < depth; level++) {
        int at = (level * codesPerLevel + codes_NK[i * depth + level]) * width;
        for (int d = 0; d < width; d++) {
          sum_NE[i * width + d] += centroids_LCE[at + d];
        }
      }
    }
    return decoder.apply(sum_NE, n);
  }

  /** Takes a level's centroid from a row of projected vectors. */
  void subtract(float[] residual_NE, int row, int level, int code) {
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
    requireVectors(vectors_ND, n, dimension, 0);
  }

  private static void requireVectors(float[] vectors_ND, int n, int dimension, int first) {
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
            "vector " + (first + i / dimension) + " has a component that is " + vectors_ND[i],
            "check what encoded it");
      }
    }
  }
}
