package io.adlib.sid.nearest;

import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.PackedMatrix;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.kmeans.Codebooks;

/**
 * What a semantic ID keeps of its item's content vector: the sum of the centroids that its codes
 * name, in the space in which they were found (for a learned tokenizer that of its projection). No
 * vector is stored: the dot products of a direction with all L·C centroids are taken once, and then
 * an item's likeness is L look-ups and one division (asymmetric distance computation of product
 * quantisation, Jégou et al. 2011). Immutable and thread-safe.
 */
public final class QuantisedVectors {

  private final Kernels kernels = KernelChoice.best();
  private final SemanticIds ids;
  private final int levels;
  private final int codes;
  private final int width;
  private final float[] centroids_LCE;
  private final PackedMatrix centroids_E_LC;
  private final float[] zero_LC;

  /** 1/‖x‖ of each item's vector; 0 where it is nil. */
  private final float[] inverseNorm_N;

  /**
   * @param books those that gave the items their codes
   * @param ids of one level more, the suffix, which says nothing of an item
   */
  public QuantisedVectors(Codebooks books, SemanticIds ids) {
    if (ids.depth() != books.levels() + 1 || ids.codesPerLevel() != books.codesPerLevel()) {
      throw new IllegalArgumentException(
          "semantic IDs of %d levels of %d codes for codebooks of %d levels of %d"
              .formatted(ids.depth(), ids.codesPerLevel(), books.levels(), books.codesPerLevel()));
    }
    this.ids = ids;
    levels = books.levels();
    codes = books.codesPerLevel();
    width = books.width();
    centroids_LCE = books.centroids_LCE();
    centroids_E_LC = kernels.packTransposed(centroids_LCE, width, levels * codes);
    zero_LC = new float[levels * codes];
    inverseNorm_N = new float[ids.size()];
    norms(0);
  }

  private QuantisedVectors(QuantisedVectors before, SemanticIds grown) {
    ids = grown;
    levels = before.levels;
    codes = before.codes;
    width = before.width;
    centroids_LCE = before.centroids_LCE;
    centroids_E_LC = before.centroids_E_LC;
    zero_LC = before.zero_LC;
    inverseNorm_N = java.util.Arrays.copyOf(before.inverseNorm_N, grown.size());
    norms(before.inverseNorm_N.length);
  }

  private void norms(int from) {
    float[] sum_E = new float[width];
    for (int item = from; item < inverseNorm_N.length; item++) {
      java.util.Arrays.fill(sum_E, 0);
      add(item, 1, sum_E);
      double norm = Math.sqrt(kernels.dot(sum_E, 0, sum_E, 0, width));
      inverseNorm_N[item] = norm > 0 ? (float) (1 / norm) : 0;
    }
  }

  /** The same over semantic IDs that begin with these and go on. */
  public QuantisedVectors with(SemanticIds grown) {
    return new QuantisedVectors(this, grown);
  }

  /** E, the length of a centroid. */
  public int width() {
    return width;
  }

  /** {@code sum_E += weight · x} of an item's vector, by its number in the semantic IDs. */
  public void add(int item, float weight, float[] sum_E) {
    for (int level = 0; level < levels; level++) {
      int row = (level * codes + ids.code(item, level)) * width;
      kernels.axpy(weight, centroids_LCE, row, sum_E, 0, width);
    }
  }

  /** Likeness to one direction. Immutable and thread-safe. */
  public interface Likeness {
    /** The cosine of an item's vector and the direction, in [−1,1]; 0 if either is nil. */
    float of(int item);
  }

  /** How alike items are to a direction, such as a sum of {@link #add}. */
  public Likeness toward(float[] direction_E) {
    double norm = Math.sqrt(kernels.dot(direction_E, 0, direction_E, 0, width));
    if (!(norm > 0)) {
      return _ -> 0;
    }
    float[] dot_LC = new float[levels * codes];
    kernels.gemm(1, direction_E, 0, width, centroids_E_LC, zero_LC, dot_LC, 0, dot_LC.length);
    float scale = (float) (1 / norm);
    return item -> {
      float sum = 0;
      for (int level = 0; level < levels; level++) {
        sum += dot_LC[level * codes + ids.code(item, level)];
      }
      return Math.clamp(sum * inverseNorm_N[item] * scale, -1f, 1f);
    };
  }
}
