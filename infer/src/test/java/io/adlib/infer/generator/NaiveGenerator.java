package io.adlib.infer.generator;

import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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
  private static final int USER = 0;

  private final GeneratorShape shape;
  private final Map<String, float[]> weights;
  private final int d;

  NaiveGenerator(GeneratorShape shape, Map<String, float[]> weights) {
    this.shape = shape;
    this.weights = weights;
    d = shape.width();
  }

  /** h' of every position, [T][D]. */
  double[][] encode(Prompt prompt) {
    double[][] h = sequence(prompt);
    double[][] kv = new double[h.length][];
    double[][] intent = new double[h.length][];
    for (int t = 0; t < h.length; t++) {
      kv[t] = shape.parts().thinking() > 0 ? linear(h[t], "think.kv") : new double[0];
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
      add(intent, linear(all, "think.pool"));
    }
    if (shape.parts().refining() > 0) {
      add(intent, refine(condition));
    }
    return intent;
  }

  private double[] think(double[][] h, double[][] kv, int t, int k) {
    int perHead = d / shape.heads();
    double[] c = h[t].clone();
    for (int i = 0; i < d; i++) {
      c[i] += weights.get("think.tokens")[k * d + i];
    }
    double[] q = linear(norm(c, "think.attn_norm", 0), "think.query");
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
        float[] nearness = weights.get("think.position");
        p[s] = Math.exp(score / Math.sqrt(perHead) + nearness[head * shape.positions() + distance]);
        sum += p[s];
      }
      for (int s = 0; s <= t; s++) {
        for (int i = head * perHead; i < (head + 1) * perHead; i++) {
          found[i] += p[s] / sum * kv[s][d + i];
        }
      }
    }
    add(c, linear(found, "think.out"));
    add(c, linear(silu(linear(norm(c, "think.ffn_norm", 0), "think.up")), "think.down"));
    return norm(c, "think.last_norm", 0);
  }

  private double[] refine(double[] condition) {
    double[] y = new double[d];
    for (int step = 0; step < shape.parts().refining(); step++) {
      double[] x = linear(condition, "refine.condition");
      add(x, y);
      for (int i = 0; i < d; i++) {
        x[i] += weights.get("refine.step")[step * d + i];
      }
      add(y, linear(silu(linear(norm(x, "refine.norm", 0), "refine.up")), "refine.down"));
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
          x[t][i] += weights.get("embed.rows")[prompt.rows_TF()[t * f + j] * d + i];
        }
        x[t][i] += weights.get("embed.kind")[prompt.kind_T()[t] * d + i];
        x[t][i] += weights.get("embed.action")[prompt.action_T()[t] * d + i];
        x[t][i] += weights.get("embed.gap")[prompt.gap_T()[t] * d + i];
        for (int w = 0; w < prompt.thought_W().length && prompt.kind_T()[t] == USER; w++) {
          x[t][i] += prompt.thought_W()[w] * weights.get("thought.weight")[w * d + i];
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
          share[t] *= Math.clamp(linear(standard(x[t]), "route." + r)[0], 0, 1);
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
      x[t] = norm(x[t], "final_norm", kind(prompt, t));
    }
    return x;
  }

  private int kind(Prompt prompt, int t) {
    return shape.parts().kindNorms() ? prompt.kind_T()[t] : 0;
  }

  private double[][] project(String name, Prompt prompt, double[][] x) {
    double[][] uqkv = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      uqkv[t] = linear(norm(x[t], name + "attn_norm", kind(prompt, t)), name + "uqkv");
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
            score += weights.get(name + "position")[h * shape.positions() + distance];
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
        a[i] *= silu(uqkv[t][i]);
      }
      add(x[t], linear(a, name + "out"));
      int kind = prompt.kind_T()[t];
      String feed = shape.feedForwards() == 1 ? name : "block." + b + "." + kind + ".";
      double[] hidden = linear(norm(x[t], name + "ffn_norm", kind(prompt, t)), feed + "up");
      add(x[t], linear(silu(hidden), feed + "down"));
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

  /** The logits of the codes that may follow a prefix of at least A−1. */
  double[] logits(double[] h, int... prefix) {
    double[] q = h;
    double[] s = h.clone();
    for (int level = 0; level < prefix.length; level++) {
      add(s, node(Arrays.copyOf(prefix, level + 1)));
      if (level + 1 >= shape.joint()) {
        String name = "decode." + (level + 1) + ".";
        add(s, linear(silu(linear(norm(s, name + "norm", 0), name + "up")), name + "down"));
        q = norm(s, name + "out_norm", 0);
      }
    }
    double[] logits = new double[shape.codes()];
    for (int code = 0; code < logits.length; code++) {
      int[] path = Arrays.copyOf(prefix, prefix.length + 1);
      path[prefix.length] = code;
      int from = path.length == shape.joint() ? 1 : path.length;
      for (int length = from; length <= path.length; length++) {
        double[] node = node(Arrays.copyOf(path, length));
        for (int i = 0; i < d; i++) {
          logits[code] += q[i] * node[i] / Math.sqrt(d);
        }
      }
    }
    return logits;
  }

  /** The vector of the node at the end of a path. */
  private double[] node(int... path) {
    int level = path.length - 1;
    float[] rows = weights.get("embed.rows");
    int hash = 0;
    for (int code : path) {
      hash = GeneratorShape.extend(hash, code);
    }
    double[] vector = new double[d];
    for (int i = 0; i < d; i++) {
      vector[i] = rows[shape.codeRow(level, path[level]) * d + i];
      vector[i] += level == 0 ? 0 : rows[shape.pathRow(hash) * d + i];
    }
    return vector;
  }

  /** The log-probability of every legal item, each scored on its own. */
  Map<Integer, Double> score(double[] h, SemanticIds ids, Set<Integer> legal) {
    Set<List<Integer>> first = new HashSet<>();
    for (int item : legal) {
      first.add(prefix(ids, item, shape.joint()));
    }
    double all = 0;
    for (List<Integer> path : first) {
      all += Math.exp(joint(h, path));
    }
    var scores = new HashMap<Integer, Double>();
    for (int item : legal) {
      double logP = joint(h, prefix(ids, item, shape.joint())) - Math.log(all);
      for (int level = shape.joint(); level < ids.depth(); level++) {
        int[] prefix = prefix(ids, item, level).stream().mapToInt(c -> c).toArray();
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

  /**
   * What prefixes are worth: log V of the legal one of every length from A on, the request's at
   * length 0.
   */
  Map<List<Integer>, Double> values(double[] h, SemanticIds ids, Set<Integer> legal) {
    var values = new HashMap<List<Integer>, Double>();
    double root = head("root", h)[0];
    values.put(List.of(), root);
    Set<List<Integer>> first = new HashSet<>();
    legal.forEach(item -> first.add(prefix(ids, item, shape.joint())));
    for (List<Integer> path : first) {
      double added = first.size() == 1 ? 0 : added(head("" + shape.joint(), h), path, 1);
      values.put(path, root + added);
    }
    for (int item : legal) {
      for (int level = shape.joint(); level < ids.depth(); level++) {
        int[] prefix = prefix(ids, item, level).stream().mapToInt(c -> c).toArray();
        List<Integer> longer = prefix(ids, item, level + 1);
        boolean choice = children(ids, legal, prefix).size() > 1;
        double[] query = head("" + (level + 1), state(h, prefix));
        values.put(
            longer,
            values.get(prefix(ids, item, level)) + (choice ? added(query, longer, level + 1) : 0));
      }
    }
    return values;
  }

  /** The probability of each legal prefix of A codes, up to a factor that all share. */
  Map<List<Integer>, Double> shares(double[] h, SemanticIds ids, Set<Integer> legal) {
    var shares = new HashMap<List<Integer>, Double>();
    for (int item : legal) {
      List<Integer> path = prefix(ids, item, shape.joint());
      shares.put(path, Math.exp(joint(h, path)));
    }
    return shares;
  }

  /** s' after a prefix of at least A codes. */
  private double[] state(double[] h, int... prefix) {
    double[] s = h.clone();
    for (int level = 0; level < prefix.length; level++) {
      add(s, node(Arrays.copyOf(prefix, level + 1)));
      if (level + 1 >= shape.joint()) {
        String name = "decode." + (level + 1) + ".";
        add(s, linear(silu(linear(norm(s, name + "norm", 0), name + "up")), name + "down"));
      }
    }
    return s;
  }

  private double[] head(String name, double[] y) {
    String head = "value." + name + ".";
    return linear(silu(linear(norm(y, head + "norm", 0), head + "up")), head + "down");
  }

  /** What the nodes of a path from one length to its own add. */
  private double added(double[] query, List<Integer> path, int from) {
    double sum = 0;
    for (int length = from; length <= path.size(); length++) {
      int[] prefix = path.subList(0, length).stream().mapToInt(c -> c).toArray();
      double[] node = node(prefix);
      for (int i = 0; i < d; i++) {
        sum += query[i] * node[i] / Math.sqrt(d);
      }
      int hash = 0;
      for (int code : prefix) {
        hash = GeneratorShape.extend(hash, code);
      }
      float[] rows = weights.get("value.rows");
      sum += rows[shape.codeRow(length - 1, prefix[length - 1])];
      sum += length == 1 ? 0 : rows[shape.pathRow(hash)];
    }
    return sum;
  }

  /** The search that a guide asks for, level by level with all prefixes in sorted lists. */
  List<Integer> guided(double[] h, SemanticIds ids, Set<Integer> legal, ValueGuide guide) {
    Map<List<Integer>, Double> values = values(h, ids, legal);
    Map<List<Integer>, Double> logP = new HashMap<>();
    double all = 0;
    Set<List<Integer>> first = new HashSet<>();
    legal.forEach(item -> first.add(prefix(ids, item, shape.joint())));
    for (List<Integer> path : first) {
      all += Math.exp(joint(h, path));
    }
    for (List<Integer> path : first) {
      logP.put(path, joint(h, path) - Math.log(all));
    }
    List<List<Integer>> beams = kept(first, logP, values, guide);
    for (int level = shape.joint(); level < ids.depth(); level++) {
      Set<List<Integer>> longer = new HashSet<>();
      for (List<Integer> beam : beams) {
        int[] prefix = beam.stream().mapToInt(c -> c).toArray();
        double[] logits = logits(h, prefix);
        double sum = 0;
        for (int code : children(ids, legal, prefix)) {
          sum += Math.exp(logits[code]);
        }
        for (int code : children(ids, legal, prefix)) {
          List<Integer> path = new java.util.ArrayList<>(beam);
          path.add(code);
          logP.put(path, logP.get(beam) + logits[code] - Math.log(sum));
          longer.add(path);
        }
      }
      beams = kept(longer, logP, values, guide);
    }
    return beams.stream()
        .map(
            path ->
                IntStream.range(0, ids.size())
                    .filter(i -> prefix(ids, i, ids.depth()).equals(path))
                    .findFirst()
                    .orElseThrow())
        .toList();
  }

  private static List<List<Integer>> kept(
      Set<List<Integer>> paths,
      Map<List<Integer>, Double> logP,
      Map<List<Integer>, Double> values,
      ValueGuide guide) {
    List<List<Integer>> sorted =
        paths.stream()
            .sorted(
                java.util.Comparator.comparingDouble(
                    p -> -(logP.get(p) + guide.weight() * values.get(p))))
            .limit(guide.cap())
            .toList();
    return IntStream.range(0, sorted.size())
        .filter(
            i -> i < guide.floor() || values.get(sorted.get(i)) > values.get(List.<Integer>of()))
        .mapToObj(sorted::get)
        .toList();
  }

  private double joint(double[] h, List<Integer> path) {
    int[] prefix = path.subList(0, path.size() - 1).stream().mapToInt(c -> c).toArray();
    return logits(h, prefix)[path.getLast()];
  }

  private static List<Integer> prefix(SemanticIds ids, int item, int length) {
    return IntStream.range(0, length).mapToObj(level -> ids.code(item, level)).toList();
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
    double[] y = standard(x);
    for (int i = 0; i < d; i++) {
      y[i] *= weights.get(name + ".gain")[kind * d + i];
      y[i] += weights.get(name + ".bias")[kind * d + i];
    }
    return y;
  }

  private double[] standard(double[] x) {
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
      y[i] = (x[i] - mean) / Math.sqrt(variance + 1e-5);
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
