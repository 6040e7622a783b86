package io.adlib.encode.item;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How joined vectors are whitened: as they come, some directions of the space hold most of the
 * variance and decide every distance; whitened, all count alike (Su et al., arXiv 2103.15316; the
 * forms are compared in Kessy, Lewin, Strimmer, arXiv 1512.00809).
 */
public enum Whitening {
  /** Not at all. */
  NONE,
  /** Along the principal axes, the first {@code dimensions} of them: shorter vectors. */
  PCA,
  /** Turned back to the axes they came from: nearest to what they were, and as long. */
  ZCA;

  /** By its name in adlib.yaml. */
  public static Whitening of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /**
   * The matrix {@code [K, D]} that whitens.
   *
   * @param rows_ND of mean zero
   * @param dimensions K, for PCA; 0 for all D
   * @param shrinkage share, in [0, 1], of the mean variance that is put in place of each
   *     direction's own: with 0 the weakest directions are blown up to the strength of the first,
   *     with 1 nothing is whitened
   */
  float[] fit(float[] rows_ND, int n, int d, int dimensions, double shrinkage, Progress progress) {
    try (Progress.Task task = progress.start("whiten", 2)) {
      double[][] covariance = covariance(rows_ND, n, d);
      task.advance(1);
      double mean = IntStream.range(0, d).mapToDouble(i -> covariance[i][i]).sum() / d;
      if (!(mean > 0)) {
        throw new InputException(
            "the vectors are all alike, so they cannot be whitened", "set encode.whiten to none");
      }
      SymmetricEigen eigen = SymmetricEigen.of(covariance);
      task.advance(1);
      int k = this == PCA && dimensions > 0 ? Math.min(dimensions, d) : d;
      double[] factors = new double[k];
      for (int i = 0; i < k; i++) {
        double variance = (1 - shrinkage) * Math.max(0, eigen.values()[i]) + shrinkage * mean;
        factors[i] = 1 / Math.sqrt(Math.max(variance, 1e-12 * mean));
      }
      return this == PCA ? alongAxes(eigen, factors, d) : turnedBack(eigen, factors, d);
    }
  }

  private static double[][] covariance(float[] rows_ND, int n, int d) {
    double[][] covariance = new double[d][d];
    IntStream.range(0, d)
        .parallel()
        .forEach(
            i -> {
              double[] row = covariance[i];
              for (int r = 0; r < n; r++) {
                double x = rows_ND[r * d + i];
                if (x != 0) {
                  for (int j = 0; j < d; j++) {
                    row[j] += x * rows_ND[r * d + j];
                  }
                }
              }
              for (int j = 0; j < d; j++) {
                row[j] /= n;
              }
            });
    return covariance;
  }

  private static float[] alongAxes(SymmetricEigen eigen, double[] factors, int d) {
    float[] out_KD = new float[factors.length * d];
    for (int k = 0; k < factors.length; k++) {
      for (int j = 0; j < d; j++) {
        out_KD[k * d + j] = (float) (factors[k] * eigen.vectors()[k][j]);
      }
    }
    return out_KD;
  }

  private static float[] turnedBack(SymmetricEigen eigen, double[] factors, int d) {
    float[] out_DD = new float[d * d];
    IntStream.range(0, d)
        .parallel()
        .forEach(
            i -> {
              double[] row = new double[d];
              for (int k = 0; k < d; k++) {
                double[] vector = eigen.vectors()[k];
                double x = factors[k] * vector[i];
                for (int j = 0; j < d; j++) {
                  row[j] += x * vector[j];
                }
              }
              for (int j = 0; j < d; j++) {
                out_DD[i * d + j] = (float) row[j];
              }
            });
    return out_DD;
  }
}
