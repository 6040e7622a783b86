package io.adlib.infer.generator;

import io.adlib.sid.GeneratorShape;
import java.util.Map;

/**
 * What all parts of {@link NaiveGenerator} are made of, in double precision and plain loops.
 *
 * @param weights by name, as in the file
 */
record NaiveLayers(GeneratorShape shape, Map<String, float[]> weights) {

  /** The vector of the node at the end of a path. */
  double[] node(int... path) {
    int level = path.length - 1;
    float[] rows = weights.get("embed.rows");
    int hash = 0;
    for (int code : path) {
      hash = GeneratorShape.extend(hash, code);
    }
    double[] vector = new double[shape.width()];
    for (int i = 0; i < shape.width(); i++) {
      vector[i] = rows[shape.codeRow(level, path[level]) * shape.width() + i];
      vector[i] += level == 0 ? 0 : rows[shape.pathRow(hash) * shape.width() + i];
    }
    return vector;
  }

  double[] norm(double[] x, String name, int kind) {
    double[] y = standard(x);
    for (int i = 0; i < shape.width(); i++) {
      y[i] *= weights.get(name + ".gain")[kind * shape.width() + i];
      y[i] += weights.get(name + ".bias")[kind * shape.width() + i];
    }
    return y;
  }

  double[] standard(double[] x) {
    double mean = 0;
    for (double v : x) {
      mean += v / x.length;
    }
    double variance = 0;
    for (double v : x) {
      variance += (v - mean) * (v - mean) / x.length;
    }
    double[] y = new double[shape.width()];
    for (int i = 0; i < shape.width(); i++) {
      y[i] = (x[i] - mean) / Math.sqrt(variance + 1e-5);
    }
    return y;
  }

  double[] linear(double[] x, String name) {
    float[] bias = weights.get(name + ".bias");
    double[] y = new double[bias.length];
    for (int o = 0; o < y.length; o++) {
      y[o] = bias[o];
      for (int i = 0; i < x.length; i++) {
        y[o] += x[i] * weights.get(name + ".weight")[i * y.length + o];
      }
    }
    return y;
  }

  /** What norm, a layer up, SiLU and a layer down make of x. */
  double[] feedForward(double[] x, String norm, int kind, String name) {
    return linear(silu(linear(norm(x, norm, kind), name + "up")), name + "down");
  }

  private static double[] silu(double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = silu(x[i]);
    }
    return y;
  }

  static double silu(double x) {
    return x / (1 + Math.exp(-x));
  }

  static void add(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += y[i];
    }
  }
}
