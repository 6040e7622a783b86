package io.adlib.infer.generator;

import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import java.util.Arrays;

/** From a prompt to h' of every position: the first half of {@link NaiveGenerator}. */
final class NaiveEncoder {

  private static final int ITEM = 3;
  private static final int ENVIRONMENT = 2;
  private static final int USER = 0;

  private final GeneratorShape shape;
  private final NaiveLayers layers;
  private final int d;

  NaiveEncoder(NaiveLayers layers) {
    this.layers = layers;
    shape = layers.shape();
    d = shape.width();
  }

  /** h' of every position, [T][D]. */
  double[][] encode(Prompt prompt) {
    double[][] h = sequence(prompt);
    double[][] kv = new double[h.length][];
    double[][] intent = new double[h.length][];
    for (int t = 0; t < h.length; t++) {
      kv[t] = shape.parts().thinking() > 0 ? layers.linear(h[t], "think.kv") : new double[0];
      intent[t] = intent(h, kv, t);
    }
    return intent;
  }

  private double[] intent(double[][] h, double[][] kv, int t) {
    int tokens = shape.parts().thinking();
    double[] intent = h[t].clone();
    double[] condition = h[t].clone();
    if (tokens > 0) {
      double[] all = new double[tokens * d];
      condition = new double[d];
      for (int k = 0; k < tokens; k++) {
        double[] c = think(h, kv, t, k);
        System.arraycopy(c, 0, all, k * d, d);
        for (int i = 0; i < d; i++) {
          condition[i] += c[i] / tokens;
        }
      }
      NaiveLayers.add(intent, layers.linear(all, "think.pool"));
    }
    if (shape.parts().refining() > 0) {
      NaiveLayers.add(intent, refine(condition));
    }
    return intent;
  }

  private double[] think(double[][] h, double[][] kv, int t, int k) {
    int perHead = d / shape.heads();
    double[] c = h[t].clone();
    for (int i = 0; i < d; i++) {
      c[i] += layers.weights().get("think.tokens")[k * d + i];
    }
    double[] q = layers.linear(layers.norm(c, "think.attn_norm", 0), "think.query");
    double[] found = new double[d];
    for (int head = 0; head < shape.heads(); head++) {
      double sum = 0;
      double[] p = new double[t + 1];
      for (int s = 0; s <= t; s++) {
        double score = 0;
        for (int i = head * perHead; i < (head + 1) * perHead; i++) {
          score += q[i] * kv[s][i];
        }
        int distance = Math.min(t - s, shape.positions() - 1);
        float[] nearness = layers.weights().get("think.position");
        p[s] = Math.exp(score / Math.sqrt(perHead) + nearness[head * shape.positions() + distance]);
        sum += p[s];
      }
      for (int s = 0; s <= t; s++) {
        for (int i = head * perHead; i < (head + 1) * perHead; i++) {
          found[i] += p[s] / sum * kv[s][d + i];
        }
      }
    }
    NaiveLayers.add(c, layers.linear(found, "think.out"));
    NaiveLayers.add(c, layers.feedForward(c, "think.ffn_norm", 0, "think."));
    return layers.norm(c, "think.last_norm", 0);
  }

  private double[] refine(double[] condition) {
    double[] y = new double[d];
    for (int step = 0; step < shape.parts().refining(); step++) {
      double[] x = layers.linear(condition, "refine.condition");
      NaiveLayers.add(x, y);
      for (int i = 0; i < d; i++) {
        x[i] += layers.weights().get("refine.step")[step * d + i];
      }
      NaiveLayers.add(y, layers.feedForward(x, "refine.norm", 0, "refine."));
    }
    return y;
  }

  /** h of every position, [T][D]. */
  private double[][] sequence(Prompt prompt) {
    int length = prompt.length();
    double[][] x = new double[length][d];
    int f = prompt.rows_TF().length / length;
    for (int t = 0; t < length; t++) {
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < f; j++) {
          x[t][i] += layers.weights().get("embed.rows")[prompt.rows_TF()[t * f + j] * d + i];
        }
        x[t][i] += layers.weights().get("embed.kind")[prompt.kind_T()[t] * d + i];
        x[t][i] += layers.weights().get("embed.action")[prompt.action_T()[t] * d + i];
        x[t][i] += layers.weights().get("embed.gap")[prompt.gap_T()[t] * d + i];
        for (int w = 0; w < prompt.thought_W().length && prompt.kind_T()[t] == USER; w++) {
          x[t][i] += prompt.thought_W()[w] * layers.weights().get("thought.weight")[w * d + i];
        }
      }
    }
    for (int b = 0; b < shape.blocks(); b++) {
      String name = "block." + b + ".";
      double[][] first = project(name, prompt, x);
      block(b, name, prompt, x, first, first);
      double[] share = new double[length];
      Arrays.fill(share, 1);
      for (int r = 1; r < shape.parts().recursions() && b == 0; r++) {
        double[][] y = new double[length][];
        for (int t = 0; t < length; t++) {
          y[t] = x[t].clone();
          share[t] *= Math.clamp(layers.linear(layers.standard(x[t]), "route." + r)[0], 0, 1);
        }
        block(b, name, prompt, y, project(name, prompt, x), first);
        for (int t = 0; t < length; t++) {
          for (int i = 0; i < d; i++) {
            x[t][i] += share[t] * (y[t][i] - x[t][i]);
          }
        }
      }
    }
    for (int t = 0; t < length; t++) {
      x[t] = layers.norm(x[t], "final_norm", kind(prompt, t));
    }
    return x;
  }

  private int kind(Prompt prompt, int t) {
    return shape.parts().kindNorms() ? prompt.kind_T()[t] : 0;
  }

  private double[][] project(String name, Prompt prompt, double[][] x) {
    double[][] uqkv = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      uqkv[t] =
          layers.linear(layers.norm(x[t], name + "attn_norm", kind(prompt, t)), name + "uqkv");
    }
    return uqkv;
  }

  /** A block with u and q of one projection and k and v of another. */
  private void block(
      int b, String name, Prompt prompt, double[][] x, double[][] uqkv, double[][] keys) {
    int length = x.length;
    int perHead = d / shape.heads();
    for (int t = 0; t < length; t++) {
      double[] a = new double[d];
      for (int h = 0; h < shape.heads(); h++) {
        double[] p = new double[length];
        double sum = 0;
        for (int s = 0; s < length; s++) {
          if (visible(prompt, t, s)) {
            double score = 0;
            for (int i = h * perHead; i < (h + 1) * perHead; i++) {
              score += uqkv[t][d + i] * keys[s][2 * d + i];
            }
            score /= Math.sqrt(perHead);
            int distance = Math.min(Math.abs(t - s), shape.positions() - 1);
            score += layers.weights().get(name + "position")[h * shape.positions() + distance];
            p[s] = Math.exp(score);
            sum += p[s];
          }
        }
        for (int s = 0; s < length; s++) {
          for (int i = h * perHead; i < (h + 1) * perHead; i++) {
            a[i] += p[s] / sum * keys[s][3 * d + i];
          }
        }
      }
      for (int i = 0; i < d; i++) {
        a[i] *= NaiveLayers.silu(uqkv[t][i]);
      }
      NaiveLayers.add(x[t], layers.linear(a, name + "out"));
      int kind = prompt.kind_T()[t];
      String feed = shape.feedForwards() == 1 ? name : "block." + b + "." + kind + ".";
      NaiveLayers.add(x[t], layers.feedForward(x[t], name + "ffn_norm", kind(prompt, t), feed));
    }
  }

  private boolean visible(Prompt prompt, int t, int s) {
    if (s <= t) {
      return true;
    }
    if (!shape.parts().hybridAttention()
        || prompt.kind_T()[t] == ITEM
        || prompt.kind_T()[s] == ITEM) {
      return false;
    }
    for (int between = t; between < s; between++) {
      if (prompt.kind_T()[between] == ENVIRONMENT) {
        return false;
      }
    }
    return true;
  }
}
