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

/**
 * The definition in {@link GeneratorShape}'s Javadoc, line by line in double precision and plain
 * loops, with nothing shared with the real one: its oracle. {@link NaiveEncoder} reads the prompt,
 * this class writes paths, {@link NaiveValues} values them.
 */
final class NaiveGenerator {

  private final GeneratorShape shape;
  private final NaiveLayers layers;

  NaiveGenerator(GeneratorShape shape, Map<String, float[]> weights) {
    this.shape = shape;
    layers = new NaiveLayers(shape, weights);
  }

  /** h' of every position, [T][D]. */
  double[][] encode(Prompt prompt) {
    return new NaiveEncoder(layers).encode(prompt);
  }

  /** The logits of the codes that may follow a prefix of at least A−1. */
  double[] logits(double[] h, int... prefix) {
    double[] q = h;
    double[] s = h.clone();
    for (int level = 0; level < prefix.length; level++) {
      NaiveLayers.add(s, layers.node(Arrays.copyOf(prefix, level + 1)));
      if (level + 1 >= shape.joint()) {
        String name = "decode." + (level + 1) + ".";
        NaiveLayers.add(s, layers.feedForward(s, name + "norm", 0, name));
        q = layers.norm(s, name + "out_norm", 0);
      }
    }
    double[] logits = new double[shape.codes()];
    for (int code = 0; code < logits.length; code++) {
      int[] path = Arrays.copyOf(prefix, prefix.length + 1);
      path[prefix.length] = code;
      int from = path.length == shape.joint() ? 1 : path.length;
      for (int length = from; length <= path.length; length++) {
        double[] node = layers.node(Arrays.copyOf(path, length));
        for (int i = 0; i < h.length; i++) {
          logits[code] += q[i] * node[i] / Math.sqrt(h.length);
        }
      }
    }
    return logits;
  }

  /** The log-probability of every legal item, each scored on its own. */
  Map<Integer, Double> score(double[] h, SemanticIds ids, Set<Integer> legal) {
    Set<List<Integer>> first = new HashSet<>();
    for (int item : legal) {
      first.add(NaivePaths.prefix(ids, item, shape.joint()));
    }
    double all = 0;
    for (List<Integer> path : first) {
      all += Math.exp(joint(h, path));
    }
    var scores = new HashMap<Integer, Double>();
    for (int item : legal) {
      double logP = joint(h, NaivePaths.prefix(ids, item, shape.joint())) - Math.log(all);
      for (int level = shape.joint(); level < ids.depth(); level++) {
        int[] prefix = NaivePaths.prefix(ids, item, level).stream().mapToInt(c -> c).toArray();
        double[] logits = logits(h, prefix);
        double sum = 0;
        for (int code : NaivePaths.children(ids, legal, prefix)) {
          sum += Math.exp(logits[code]);
        }
        logP += logits[ids.code(item, level)] - Math.log(sum);
      }
      scores.put(item, logP);
    }
    return scores;
  }

  double joint(double[] h, List<Integer> path) {
    int[] prefix = path.subList(0, path.size() - 1).stream().mapToInt(c -> c).toArray();
    return logits(h, prefix)[path.getLast()];
  }
}
