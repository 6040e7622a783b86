package io.adlib.sid.nearest;

import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.PackedMatrix;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.kmeans.Codebooks;

/**
 * What a semantic ID keeps of its item's content vector: the sum of the centroids that its codes
 * name. No vector is stored: the dot products of a direction with all L·C centroids are taken once,
 * and then an item's likeness is L look-ups and one division (asymmetric distance computation of
 * product quantisation, Jégou et al. 2011). Immutable and thread-safe.
 */
public final class QuantisedVectors {

  private final Kernels kernels = KernelChoice.best();
  private final SemanticIds ids;
  private final int levels;
  private final int codes;
  private final int dimension;
  private final float[] centroids_LCD;
  private final PackedMatrix centroids_D_LC;
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
    dimension = books.dimension();
    centroids_LCD = books.centroids_LCD();
    centroids_D_LC = kernels.packTransposed(centroids_LCD, dimension, levels * codes);
    zero_LC = new float[levels * codes];
    inverseNorm_N = new float[ids.size()];
    norms(0);
  }

  private QuantisedVectors(QuantisedVectors before, SemanticIds grown) {
    ids = grown;
    levels = before.levels;
    codes = before.codes;
    dimension = before.dimension;
    centroids_LCD = before.centroids_LCD;
    centroids_D_LC = before.centroids_D_LC;
    zero_LC = before.zero_LC;
    inverseNorm_N = java.util.Arrays.copyOf(before.inverseNorm_N, grown.size());
    norms(before.inverseNorm_N.length);
  }

  private void norms(int from) {
    float[] sum_D = new float[dimension];
    for (int item = from; item < inverseNorm_N.length; item++) {
      java.util.Arrays.fill(sum_D, 0);
      add(item, 1, sum_D);
      double norm = Math.sqrt(kernels.dot(sum_D, 0, sum_D, 0, dimension));
      inverseNorm_N[item] = norm > 0 ? (float) (1 / norm) : 0;
    }
  }

  /** The same over semantic IDs that begin with these and go on. */
  public QuantisedVectors with(SemanticIds grown) {
    return new QuantisedVectors(this, grown);
  }

  /** D. */
  public int dimension() {
    return dimension;
  }

  /** {@code sum_D += weight · x} of an item's vector, by its number in the semantic IDs. */
  public void add(int item, float weight, float[] sum_D) {
    for (int level = 0; level < levels; level++) {
      int row = (level * codes + ids.code(item, level)) * dimension;
      kernels.axpy(weight, centroids_LCD, row, sum_D, 0, dimension);
    }
  }

  /** Likeness to one direction. Immutable and thread-safe. */
  public interface Likeness {
    /** The cosine of an item's vector and the direction, in [−1,1]; 0 if either is nil. */
    float of(int item);
  }

  /** How alike items are to a direction, such as a sum of {@link #add}. */
  public Likeness toward(float[] direction_D) {
    double norm = Math.sqrt(kernels.dot(direction_D, 0, direction_D, 0, dimension));
    if (!(norm > 0)) {
      return _ -> 0;
    }
    float[] dot_LC = new float[levels * codes];
    kernels.gemm(
        1, direction_D, 0, dimension, centroids_D_LC, zero_LC, dot_LC, 0, dot_LC.length);
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
