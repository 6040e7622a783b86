package io.adlib.infer.generator;

import io.adlib.sid.GeneratorShape;
import io.adlib.sid.SemanticIds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The evaluator and the search that it guides, by their definition: what comes of h'. */
final class NaiveValues {

  private final NaiveGenerator generator;
  private final NaiveLayers layers;
  private final GeneratorShape shape;

  NaiveValues(GeneratorShape shape, Map<String, float[]> weights) {
    this.shape = shape;
    layers = new NaiveLayers(shape, weights);
    generator = new NaiveGenerator(shape, weights);
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
    legal.forEach(item -> first.add(NaivePaths.prefix(ids, item, shape.joint())));
    for (List<Integer> path : first) {
      double added = first.size() == 1 ? 0 : added(head("" + shape.joint(), h), path, 1);
      values.put(path, root + added);
    }
    for (int item : legal) {
      for (int level = shape.joint(); level < ids.depth(); level++) {
        int[] prefix = NaivePaths.prefix(ids, item, level).stream().mapToInt(c -> c).toArray();
        List<Integer> longer = NaivePaths.prefix(ids, item, level + 1);
        boolean choice = NaivePaths.children(ids, legal, prefix).size() > 1;
        double[] query = head("" + (level + 1), state(h, prefix));
        values.put(
            longer,
            values.get(NaivePaths.prefix(ids, item, level))
                + (choice ? added(query, longer, level + 1) : 0));
      }
    }
    return values;
  }

  /** The probability of each legal prefix of A codes, up to a factor that all share. */
  Map<List<Integer>, Double> shares(double[] h, SemanticIds ids, Set<Integer> legal) {
    var shares = new HashMap<List<Integer>, Double>();
    for (int item : legal) {
      List<Integer> path = NaivePaths.prefix(ids, item, shape.joint());
      shares.put(path, Math.exp(generator.joint(h, path)));
    }
    return shares;
  }

  /** s' after a prefix of at least A codes. */
  private double[] state(double[] h, int... prefix) {
    double[] s = h.clone();
    for (int level = 0; level < prefix.length; level++) {
      NaiveLayers.add(s, layers.node(Arrays.copyOf(prefix, level + 1)));
      if (level + 1 >= shape.joint()) {
        String name = "decode." + (level + 1) + ".";
        NaiveLayers.add(s, layers.feedForward(s, name + "norm", 0, name));
      }
    }
    return s;
  }

  private double[] head(String name, double[] y) {
    String head = "value." + name + ".";
    return layers.feedForward(y, head + "norm", 0, head);
  }

  /** What the nodes of a path from one length to its own add. */
  private double added(double[] query, List<Integer> path, int from) {
    double sum = 0;
    for (int length = from; length <= path.size(); length++) {
      int[] prefix = path.subList(0, length).stream().mapToInt(c -> c).toArray();
      double[] node = layers.node(prefix);
      for (int i = 0; i < node.length; i++) {
        sum += query[i] * node[i] / Math.sqrt(node.length);
      }
      int hash = 0;
      for (int code : prefix) {
        hash = GeneratorShape.extend(hash, code);
      }
      float[] rows = layers.weights().get("value.rows");
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
    legal.forEach(item -> first.add(NaivePaths.prefix(ids, item, shape.joint())));
    for (List<Integer> path : first) {
      all += Math.exp(generator.joint(h, path));
    }
    for (List<Integer> path : first) {
      logP.put(path, generator.joint(h, path) - Math.log(all));
    }
    List<List<Integer>> beams = kept(first, logP, values, guide);
    for (int level = shape.joint(); level < ids.depth(); level++) {
      Set<List<Integer>> longer = new HashSet<>();
      for (List<Integer> beam : beams) {
        int[] prefix = beam.stream().mapToInt(c -> c).toArray();
        double[] logits = generator.logits(h, prefix);
        double sum = 0;
        for (int code : NaivePaths.children(ids, legal, prefix)) {
          sum += Math.exp(logits[code]);
        }
        for (int code : NaivePaths.children(ids, legal, prefix)) {
          List<Integer> path = new ArrayList<>(beam);
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
                    .filter(i -> NaivePaths.prefix(ids, i, ids.depth()).equals(path))
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
                Comparator.comparingDouble(p -> -(logP.get(p) + guide.weight() * values.get(p))))
            .limit(guide.cap())
            .toList();
    return IntStream.range(0, sorted.size())
        .filter(
            i -> i < guide.floor() || values.get(sorted.get(i)) > values.get(List.<Integer>of()))
        .mapToObj(sorted::get)
        .toList();
  }
}
