package io.adlib.sid.health;

import io.adlib.sid.SemanticIds;
import io.adlib.sid.VectorSource;
import io.adlib.sid.kmeans.Codebooks;

/** Figures that look at vectors, which are read as a stream. */
final class Geometry {

  private static final int BLOCK = 1024;

  private Geometry() {}

  /**
   * By level, the mean cosine of an item to the others on its path: for m unit vectors with sum s,
   * the mean over pairs is (‖s‖² − m) / (m (m − 1)). Weighted by items; 1 where no path is shared.
   * A zero vector stays zero.
   */
  static double[] similarities(VectorSource vectors, PathOrder order) {
    var levels = new Similarity[order.levels()];
    for (int l = 0; l < levels.length; l++) {
      levels[l] = new Similarity(vectors.dimension());
    }
    float[] x_D = new float[vectors.dimension()];
    for (int place = 0; place < order.size(); place++) {
      vectors.read(order.item(place), 1, x_D);
      unit(x_D);
      for (int l = 0; l < levels.length; l++) {
        if (order.shared(place) <= l) {
          levels[l].endPath();
        }
        levels[l].add(x_D);
      }
    }
    double[] similarity_L = new double[levels.length];
    for (int l = 0; l < levels.length; l++) {
      similarity_L[l] = levels[l].mean();
    }
    return similarity_L;
  }

  private static void unit(float[] x_D) {
    double norm = 0;
    for (float x : x_D) {
      norm += (double) x * x;
    }
    for (int d = 0; d < x_D.length && norm > 0; d++) {
      x_D[d] /= (float) Math.sqrt(norm);
    }
  }

  /** The cosines on the paths of one level, path after path. */
  private static final class Similarity {
    private final double[] s_D;
    private double norms;
    private int m;
    private double sum;
    private long members;

    Similarity(int dimension) {
      s_D = new double[dimension];
    }

    void add(float[] x_D) {
      for (int d = 0; d < s_D.length; d++) {
        s_D[d] += x_D[d];
        norms += (double) x_D[d] * x_D[d];
      }
      m++;
    }

    void endPath() {
      double squared = 0;
      for (int d = 0; d < s_D.length; d++) {
        squared += s_D[d] * s_D[d];
        s_D[d] = 0;
      }
      if (m > 1) {
        sum += (squared - norms) / (m - 1);
        members += m;
      }
      norms = 0;
      m = 0;
    }

    double mean() {
      endPath();
      return members == 0 ? 1 : sum / members;
    }
  }

  /** By level, the squared error of the reconstruction relative to the variance. */
  static double[] errors(VectorSource vectors, Codebooks books, SemanticIds ids) {
    int dimension = vectors.dimension();
    double[] sum_D = new double[dimension];
    double squares = 0;
    double[] errors_L = new double[books.levels()];
    float[] x_BD = new float[BLOCK * dimension];
    for (int from = 0; from < vectors.size(); from += BLOCK) {
      int n = Math.min(BLOCK, vectors.size() - from);
      vectors.read(from, n, x_BD);
      for (int i = 0; i < n * dimension; i++) {
        sum_D[i % dimension] += x_BD[i];
        squares += (double) x_BD[i] * x_BD[i];
      }
      for (int level = 1; level <= errors_L.length; level++) {
        float[] guess_BD = books.decode(codes(ids, from, n, level), n);
        for (int i = 0; i < n * dimension; i++) {
          double e = (double) x_BD[i] - guess_BD[i];
          errors_L[level - 1] += e * e;
        }
      }
    }
    double variance = squares;
    for (double sum : sum_D) {
      variance -= sum * sum / vectors.size();
    }
    boolean constant = variance <= 1e-9 * squares;
    for (int level = 0; level < errors_L.length; level++) {
      errors_L[level] = constant ? 0 : errors_L[level] / variance;
    }
    return errors_L;
  }

  private static short[] codes(SemanticIds ids, int from, int n, int depth) {
    short[] codes_NK = new short[n * depth];
    for (int i = 0; i < codes_NK.length; i++) {
      codes_NK[i] = (short) ids.code(from + i / depth, i % depth);
    }
    return codes_NK;
  }
}
