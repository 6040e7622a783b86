package io.adlib.infer.generator;

import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The definition in {@link GeneratorShape}'s Javadoc, line by line in double precision and plain
 * loops, with nothing shared with the real one: its oracle.
 */
final class NaiveGenerator {

  private static final int ITEM = 3;
  private static final int ENVIRONMENT = 2;

  private final GeneratorShape shape;
  private final Map<String, float[]> weights;
  private final int d;

  NaiveGenerator(GeneratorShape shape, Map<String, float[]> weights) {
    this.shape = shape;
    this.weights = weights;
    d = shape.width();
  }

  /** h of every position, [T][D]. */
  double[][] encode(Prompt prompt) {
    int length = prompt.length();
    double[][] x = new double[length][d];
    int f = prompt.rows_TF().length / length;
    for (int t = 0; t < length; t++) {
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < f; j++) {
          x[t][i] += weights.get("embed.rows")[prompt.rows_TF()[t * f + j] * d + i];
        }
        x[t][i] += weights.get("embed.kind")[prompt.kind_T()[t] * d + i];
        x[t][i] += weights.get("embed.action")[prompt.action_T()[t] * d + i];
        x[t][i] += weights.get("embed.gap")[prompt.gap_T()[t] * d + i];
      }
    }
    for (int b = 0; b < shape.blocks(); b++) {
      block("block." + b + ".", prompt, x);
    }
    for (int t = 0; t < length; t++) {
      x[t] = norm(x[t], "final_norm", prompt.kind_T()[t]);
    }
    return x;
  }

  private void block(String name, Prompt prompt, double[][] x) {
    int length = x.length;
    int perHead = d / shape.heads();
    double[][] uqkv = new double[length][];
    for (int t = 0; t < length; t++) {
      uqkv[t] = linear(norm(x[t], name + "attn_norm", prompt.kind_T()[t]), name + "uqkv");
    }
    for (int t = 0; t < length; t++) {
      double[] a = new double[d];
      for (int h = 0; h < shape.heads(); h++) {
        double[] p = new double[length];
        double sum = 0;
        for (int s = 0; s < length; s++) {
          if (visible(prompt, t, s)) {
            double score = 0;
            for (int i = h * perHead; i < (h + 1) * perHead; i++) {
              score += uqkv[t][d + i] * uqkv[s][2 * d + i];
            }
            score /= Math.sqrt(perHead);
            int distance = Math.min(Math.abs(t - s), shape.positions() - 1);
            score += weights.get(name + "position")[h * shape.positions() + distance];
            p[s] = Math.exp(score);
            sum += p[s];
          }
        }
        for (int s = 0; s < length; s++) {
          for (int i = h * perHead; i < (h + 1) * perHead; i++) {
            a[i] += p[s] / sum * uqkv[s][3 * d + i];
          }
        }
      }
      for (int i = 0; i < d; i++) {
        a[i] *= silu(uqkv[t][i]);
      }
      add(x[t], linear(a, name + "out"));
      double[] hidden = linear(norm(x[t], name + "ffn_norm", prompt.kind_T()[t]), name + "up");
      add(x[t], linear(silu(hidden), name + "down"));
    }
  }

  private static boolean visible(Prompt prompt, int t, int s) {
    if (s <= t) {
      return true;
    }
    if (prompt.kind_T()[t] == ITEM || prompt.kind_T()[s] == ITEM) {
      return false;
    }
    for (int between = t; between < s; between++) {
      if (prompt.kind_T()[between] == ENVIRONMENT) {
        return false;
      }
    }
    return true;
  }

  /** The logits of the codes that may follow a prefix. */
  double[] logits(double[] h, int... prefix) {
    double[] s = h.clone();
    for (int level = 0; ; level++) {
      String name = "decode." + level + ".";
      add(s, linear(silu(linear(norm(s, name + "norm", 0), name + "up")), name + "down"));
      if (level == prefix.length) {
        return linear(norm(s, name + "out_norm", 0), name + "out");
      }
      for (int i = 0; i < d; i++) {
        s[i] += weights.get(name + "code")[prefix[level] * d + i];
      }
    }
  }

  /** The log-probability of every legal item, each scored on its own. */
  Map<Integer, Double> score(double[] h, SemanticIds ids, Set<Integer> legal) {
    var scores = new HashMap<Integer, Double>();
    for (int item : legal) {
      double logP = 0;
      for (int level = 0; level < ids.depth(); level++) {
        int[] prefix = new int[level];
        for (int l = 0; l < level; l++) {
          prefix[l] = ids.code(item, l);
        }
        double[] logits = logits(h, prefix);
        double sum = 0;
        for (int code : children(ids, legal, prefix)) {
          sum += Math.exp(logits[code]);
        }
        logP += logits[ids.code(item, level)] - Math.log(sum);
      }
      scores.put(item, logP);
    }
    return scores;
  }

  private static Set<Integer> children(SemanticIds ids, Set<Integer> legal, int[] prefix) {
    var children = new TreeSet<Integer>();
    for (int item : legal) {
      if (IntStream.range(0, prefix.length).allMatch(l -> ids.code(item, l) == prefix[l])) {
        children.add(ids.code(item, prefix.length));
      }
    }
    return children;
  }

  private double[] norm(double[] x, String name, int kind) {
    double mean = 0;
    for (double v : x) {
      mean += v / d;
    }
    double variance = 0;
    for (double v : x) {
      variance += (v - mean) * (v - mean) / d;
    }
    double[] y = new double[d];
    for (int i = 0; i < d; i++) {
      y[i] =
          (x[i] - mean) / Math.sqrt(variance + 1e-5) * weights.get(name + ".gain")[kind * d + i]
              + weights.get(name + ".bias")[kind * d + i];
    }
    return y;
  }

  private double[] linear(double[] x, String name) {
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

  private static double[] silu(double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = silu(x[i]);
    }
    return y;
  }

  private static double silu(double x) {
    return x / (1 + Math.exp(-x));
  }

  private static void add(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += y[i];
    }
  }
}
