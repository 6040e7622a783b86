package io.adlib.encode.item;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Eigenvalues and eigenvectors of a real symmetric matrix: Householder reduction to a tridiagonal
 * one, then the implicit QL algorithm (Bowdler, Martin, Reinsch, Wilkinson, Handbook for Automatic
 * Computation II, 1971; EISPACK's tred2 and tql2). Vectors are kept as rows, so that every inner
 * loop runs along memory. A library was tried first: Hipparchus 4.0.3 gives up on covariances of
 * low rank, which small catalogues have.
 *
 * @param values descending
 * @param vectors row k belongs to value k; orthonormal
 */
record SymmetricEigen(double[] values, double[][] vectors) {

  /**
   * Decomposes a matrix, which is overwritten.
   *
   * @param a symmetric, n×n, n ≥ 1, finite
   */
  static SymmetricEigen of(double[][] a) {
    int n = a.length;
    double[] d = new double[n];
    double[] e = new double[n];
    tridiagonalise(a, d, e);
    accumulate(a, d);
    e[0] = 0;
    diagonalise(a, d, e);
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -d[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] values = new double[n];
    double[][] vectors = new double[n][];
    for (int k = 0; k < n; k++) {
      values[k] = d[order[k]];
      vectors[k] = a[order[k]];
    }
    return new SymmetricEigen(values, vectors);
  }

  /** To tridiagonal form: d and e hold it, the rows of v the reflections. */
  private static void tridiagonalise(double[][] v, double[] d, double[] e) {
    int n = d.length;
    for (int j = 0; j < n; j++) {
      d[j] = v[j][n - 1];
    }
    for (int i = n - 1; i > 0; i--) {
      double scale = 0;
      for (int k = 0; k < i; k++) {
        scale += Math.abs(d[k]);
      }
      double h = 0;
      if (scale == 0) {
        e[i] = d[i - 1];
        for (int j = 0; j < i; j++) {
          d[j] = v[j][i - 1];
          v[j][i] = 0;
          v[i][j] = 0;
        }
      } else {
        for (int k = 0; k < i; k++) {
          d[k] /= scale;
          h += d[k] * d[k];
        }
        double f = d[i - 1];
        double g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h);
        e[i] = scale * g;
        h -= f * g;
        d[i - 1] = f - g;
        reflect(v, d, e, i, h);
      }
      d[i] = h;
    }
  }

  private static void reflect(double[][] v, double[] d, double[] e, int i, double h) {
    java.util.Arrays.fill(e, 0, i, 0);
    for (int j = 0; j < i; j++) {
      double[] row = v[j];
      double f = d[j];
      v[i][j] = f;
      double g = e[j] + row[j] * f;
      for (int k = j + 1; k < i; k++) {
        g += row[k] * d[k];
        e[k] += row[k] * f;
      }
      e[j] = g;
    }
    double f = 0;
    for (int j = 0; j < i; j++) {
      e[j] /= h;
      f += e[j] * d[j];
    }
    double half = f / (h + h);
    for (int j = 0; j < i; j++) {
      e[j] -= half * d[j];
    }
    for (int j = 0; j < i; j++) {
      double[] row = v[j];
      double fj = d[j];
      double gj = e[j];
      for (int k = j; k < i; k++) {
        row[k] -= fj * e[k] + gj * d[k];
      }
      d[j] = row[i - 1];
      row[i] = 0;
    }
  }

  /** Multiplies the reflections out: the rows of v become the basis. */
  private static void accumulate(double[][] v, double[] d) {
    int n = d.length;
    for (int i = 0; i < n - 1; i++) {
      v[i][n - 1] = v[i][i];
      v[i][i] = 1;
      double h = d[i + 1];
      double[] next = v[i + 1];
      if (h != 0) {
        for (int k = 0; k <= i; k++) {
          d[k] = next[k] / h;
        }
        for (int j = 0; j <= i; j++) {
          double[] row = v[j];
          double g = 0;
          for (int k = 0; k <= i; k++) {
            g += next[k] * row[k];
          }
          for (int k = 0; k <= i; k++) {
            row[k] -= g * d[k];
          }
        }
      }
      java.util.Arrays.fill(next, 0, i + 1, 0);
    }
    for (int j = 0; j < n; j++) {
      d[j] = v[j][n - 1];
      v[j][n - 1] = 0;
    }
    v[n - 1][n - 1] = 1;
  }

  private static void diagonalise(double[][] v, double[] d, double[] e) {
    int n = d.length;
    System.arraycopy(e, 1, e, 0, n - 1);
    e[n - 1] = 0;
    double shift = 0;
    double largest = 0;
    for (int l = 0; l < n; l++) {
      largest = Math.max(largest, Math.abs(d[l]) + Math.abs(e[l]));
      double small = Math.ulp(1.0) * largest;
      int m = l;
      while (m < n - 1 && Math.abs(e[m]) > small) {
        m++;
      }
      while (m > l && Math.abs(e[l]) > small) {
        shift += sweep(v, d, e, l, m);
      }
      d[l] += shift;
      e[l] = 0;
    }
  }

  /** One implicit QL step on rows l to m; returns by how much all values were shifted. */
  private static double sweep(double[][] v, double[] d, double[] e, int l, int m) {
    int n = d.length;
    double g = d[l];
    double p = (d[l + 1] - g) / (2 * e[l]);
    double r = p < 0 ? -Math.hypot(p, 1) : Math.hypot(p, 1);
    d[l] = e[l] / (p + r);
    d[l + 1] = e[l] * (p + r);
    double next = d[l + 1];
    double shift = g - d[l];
    for (int i = l + 2; i < n; i++) {
      d[i] -= shift;
    }
    p = d[m];
    double c = 1;
    double c2 = 1;
    double c3 = 1;
    double s = 0;
    double s2 = 0;
    double el1 = e[l + 1];
    for (int i = m - 1; i >= l; i--) {
      c3 = c2;
      c2 = c;
      s2 = s;
      g = c * e[i];
      double h = c * p;
      r = Math.hypot(p, e[i]);
      e[i + 1] = s * r;
      s = e[i] / r;
      c = p / r;
      p = c * d[i] - s * g;
      d[i + 1] = h + s * (c * g + s * d[i]);
      rotate(v[i], v[i + 1], c, s);
    }
    p = -s * s2 * c3 * el1 * e[l] / next;
    e[l] = s * p;
    d[l] = c * p;
    return shift;
  }

  private static void rotate(double[] a, double[] b, double c, double s) {
    for (int k = 0; k < a.length; k++) {
      double h = b[k];
      b[k] = s * a[k] + c * h;
      a[k] = c * a[k] - s * h;
    }
  }
}
