package io.adlib.sid.health;

import io.adlib.sid.ItemVectors;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.kmeans.Codebooks;
import java.util.Arrays;
import java.util.List;

/** Figures that look at vectors. */
final class Geometry {

  private Geometry() {}

  /** The vectors with L2 norm 1; a zero vector stays zero. */
  static float[] unit(float[] vectors_ND, int dimension) {
    float[] unit_ND = vectors_ND.clone();
    for (int at = 0; at < unit_ND.length; at += dimension) {
      double norm = 0;
      for (int d = 0; d < dimension; d++) {
        norm += (double) unit_ND[at + d] * unit_ND[at + d];
      }
      for (int d = 0; d < dimension && norm > 0; d++) {
        unit_ND[at + d] /= (float) Math.sqrt(norm);
      }
    }
    return unit_ND;
  }

  /**
   * Mean cosine of an item to the others on its path: for m unit vectors with sum s, the mean over
   * pairs is (‖s‖² − m) / (m (m − 1)). Weighted by items.
   */
  static double similarity(List<List<Integer>> paths, float[] unit_ND, int dimension) {
    double sum = 0;
    long members = 0;
    for (List<Integer> path : paths) {
      int m = path.size();
      if (m < 2) {
        continue;
      }
      double[] s_D = new double[dimension];
      double norms = 0;
      for (int item : path) {
        for (int d = 0; d < dimension; d++) {
          double x = unit_ND[item * dimension + d];
          s_D[d] += x;
          norms += x * x;
        }
      }
      double squared = 0;
      for (double x : s_D) {
        squared += x * x;
      }
      sum += (squared - norms) / (m - 1);
      members += m;
    }
    return members == 0 ? 1 : sum / members;
  }

  /** By level, the squared error of the reconstruction relative to the variance. */
  static double[] errors(ItemVectors items, Codebooks books, SemanticIds ids) {
    int dimension = items.dimension();
    double[] mean_D = new double[dimension];
    float[] x_ND = items.vectors_ND();
    for (int i = 0; i < x_ND.length; i++) {
      mean_D[i % dimension] += x_ND[i] / (double) items.size();
    }
    double variance = 0;
    for (int i = 0; i < x_ND.length; i++) {
      double e = x_ND[i] - mean_D[i % dimension];
      variance += e * e;
    }
    double[] errors_L = new double[books.levels()];
    short[] codes = new short[books.levels()];
    for (int item = 0; item < items.size(); item++) {
      for (int level = 1; level <= codes.length; level++) {
        codes[level - 1] = (short) ids.code(item, level - 1);
        float[] guess_D = books.decode(Arrays.copyOf(codes, level));
        for (int d = 0; d < dimension; d++) {
          double e = x_ND[item * dimension + d] - guess_D[d];
          errors_L[level - 1] += e * e;
        }
      }
    }
    for (int level = 0; level < errors_L.length; level++) {
      errors_L[level] = variance > 0 ? errors_L[level] / variance : 0;
    }
    return errors_L;
  }
}
