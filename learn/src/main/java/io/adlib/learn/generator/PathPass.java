package io.adlib.learn.generator;

import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.GivenGradients;
import io.adlib.learn.torch.RowSums;
import io.adlib.learn.torch.Tensor;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Trie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One way through a generator's decisions, as {@link GeneratorShape} defines them, for M paths: K
 * in each of B situations. Made inside a step and valid in it.
 */
final class PathPass {

  private static final float ILLEGAL = -1e30f;

  /** Takes a decision. */
  @FunctionalInterface
  interface Choice {
    /**
     * Which of the nodes from {@code first} on is chosen.
     *
     * @param level the nodes'
     * @param logP_C log-probability of each; very low where it is illegal
     */
    int of(int situation, int k, int level, int first, float[] logP_C);
  }

  /**
   * One decision.
   *
   * @param path_O the paths that have a choice there
   * @param logP_O their log-probabilities
   * @param value_O what it adds to their log V
   */
  private record Decision(int[] path_O, Tensor logP_O, Tensor value_O) {}

  private final Generator model;
  private final GeneratorShape shape;
  private final Trie trie;
  private final NodeRows rows;
  private final GeneratorRegularisation r;
  private final Dropout dropout;
  private final RowSums sums;
  private final RowSums worths;
  private final List<Decision> decisions = new ArrayList<>();
  private final int[] count_B;
  private final int[] situation_M;
  private final int[] k_M;
  private final int[] node_M;
  private final Tensor h_BD;
  private final Tensor root_B;

  PathPass(
      Generator model,
      Trie trie,
      NodeRows rows,
      List<Situation> situations,
      int[] count_B,
      Choice choice,
      GeneratorRegularisation r,
      Dropout dropout) {
    this.model = model;
    shape = model.shape();
    this.trie = trie;
    this.rows = rows;
    this.count_B = count_B;
    this.r = r;
    this.dropout = dropout;
    sums = model.rowSums();
    worths = shape.hasEvaluator() ? model.valueRowSums() : sums;
    int paths = Arrays.stream(count_B).sum();
    situation_M = new int[paths];
    k_M = new int[paths];
    int m = 0;
    for (int b = 0; b < count_B.length; b++) {
      for (int k = 0; k < count_B[b]; k++, m++) {
        situation_M[m] = b;
        k_M[m] = k;
      }
    }
    node_M = new int[paths];
    h_BD = encode(situations);
    root_B = shape.hasEvaluator() ? model.value(h_BD, "value.root") : Tensor.zeros(count_B.length);
    decideFirst(situations, choice);
    Tensor s_MD = h_BD.rows(Tensor.of(situation_M, paths));
    for (int level = shape.joint(); level < shape.depth(); level++) {
      s_MD = model.choose(s_MD, sums.of(rows.of(level, node_M), paths));
      s_MD = model.refine(s_MD, level, r, dropout);
      decide(s_MD, level, situations, choice);
    }
  }

  private Tensor encode(List<Situation> situations) {
    Integer[] order = IntStream.range(0, situations.size()).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingInt(b -> situations.get(b).prompt().length()));
    int[] last = new int[order.length];
    int[] place = new int[order.length];
    int position = -1;
    for (int i = 0; i < order.length; i++) {
      position += situations.get(order[i]).prompt().length();
      last[i] = position;
      place[order[i]] = i;
    }
    var prompts = Arrays.stream(order).map(b -> situations.get(b).prompt()).toList();
    var batch = new PromptBatch(prompts, shape);
    return model
        .intent(model.encode(batch, sums, r, dropout), batch, last, r, dropout)
        .rows(Tensor.of(place, place.length));
  }

  /** The first A codes, among all legal nodes of their level. */
  private void decideFirst(List<Situation> situations, Choice choice) {
    int level = shape.joint();
    int nodes = trie.nodes(level);
    int b = situations.size();
    float[] mask_BN = new float[b * nodes];
    boolean[] open_B = new boolean[b];
    for (int i = 0; i < b; i++) {
      int legal = 0;
      for (int node = 0; node < nodes; node++) {
        boolean may = isLegal(situations.get(i).legal(), level, node);
        mask_BN[i * nodes + node] = may ? 0 : ILLEGAL;
        legal += may ? 1 : 0;
      }
      open_B[i] = legal > 1;
    }
    Tensor w_ND = sums.of(rows.of(level), nodes);
    Tensor logP_BN =
        h_BD.matmul(w_ND.transpose(0, 1)).add(Tensor.of(mask_BN, b, nodes)).logSoftmax();
    float[] read_BN = logP_BN.floats();
    for (int i = 0, m = 0; i < b; i++) {
      float[] logP_N = Arrays.copyOfRange(read_BN, i * nodes, (i + 1) * nodes);
      for (int k = 0; k < count_B[i]; k++, m++) {
        node_M[m] = choice.of(i, k, level, 0, logP_N);
      }
    }
    int[] open = IntStream.range(0, node_M.length).filter(m -> open_B[situation_M[m]]).toArray();
    int[] flat = Arrays.stream(open).map(m -> situation_M[m] * nodes + node_M[m]).toArray();
    int[] chosen = Arrays.stream(open).map(m -> node_M[m]).toArray();
    Tensor value_O = Tensor.zeros(open.length);
    if (shape.hasEvaluator() && open.length > 0) {
      int[] owner = Arrays.stream(open).map(m -> situation_M[m]).toArray();
      Tensor query_OD =
          model.value(h_BD, GeneratorShape.valueHead(level)).rows(Tensor.of(owner, owner.length));
      Tensor w_OD = w_ND.detach().rows(Tensor.of(chosen, chosen.length));
      value_O = added(query_OD, w_OD, rows.of(level, chosen));
    }
    decisions.add(new Decision(open, pick(logP_BN, flat), value_O));
  }

  /** A later code, among the legal children of each path's node. */
  private void decide(Tensor refined_MD, int level, List<Situation> situations, Choice choice) {
    int most = 0;
    var open = new ArrayList<Integer>();
    for (int m = 0; m < node_M.length; m++) {
      LegalLeaves legal = situations.get(situation_M[m]).legal();
      int first = trie.firstChild(level, node_M[m]);
      int end = trie.firstChild(level, node_M[m] + 1);
      int[] may = IntStream.range(first, end).filter(c -> isLegal(legal, level + 1, c)).toArray();
      if (may.length > 1) {
        open.add(m);
        most = Math.max(most, end - first);
      } else {
        node_M[m] = may[0];
      }
    }
    int[] path_O = open.stream().mapToInt(m -> m).toArray();
    if (path_O.length == 0) {
      decisions.add(new Decision(path_O, Tensor.zeros(0), Tensor.zeros(0)));
      return;
    }
    int width = rows.of(level + 1, new int[1]).length;
    int[] rows_OCF = new int[path_O.length * most * width];
    float[] mask_OC = new float[path_O.length * most];
    Arrays.fill(mask_OC, ILLEGAL);
    for (int o = 0; o < path_O.length; o++) {
      int parent = node_M[path_O[o]];
      int first = trie.firstChild(level, parent);
      int[] children = IntStream.range(first, trie.firstChild(level, parent + 1)).toArray();
      int[] found = rows.of(level + 1, children);
      System.arraycopy(found, 0, rows_OCF, o * most * width, found.length);
      LegalLeaves legal = situations.get(situation_M[path_O[o]]).legal();
      for (int child : children) {
        mask_OC[o * most + child - first] = isLegal(legal, level + 1, child) ? 0 : ILLEGAL;
      }
    }
    int d = shape.width();
    Tensor open_OD = refined_MD.rows(Tensor.of(path_O, path_O.length));
    Tensor q_OD = model.query(open_OD, level, r, dropout);
    Tensor v_OCD = sums.of(rows_OCF, path_O.length * most).reshape(path_O.length, most, d);
    Tensor logP_OC =
        q_OD.unsqueeze(1)
            .mul(v_OCD)
            .sum(2)
            .add(Tensor.of(mask_OC, path_O.length, most))
            .logSoftmax();
    float[] read_OC = logP_OC.floats();
    int[] flat = new int[path_O.length];
    int[] chosen = new int[path_O.length];
    for (int o = 0; o < path_O.length; o++) {
      int m = path_O[o];
      int first = trie.firstChild(level, node_M[m]);
      float[] logP_C = Arrays.copyOfRange(read_OC, o * most, (o + 1) * most);
      int child = choice.of(situation_M[m], k_M[m], level + 1, first, logP_C);
      flat[o] = o * most + child;
      chosen[o] = first + child;
      node_M[m] = chosen[o];
    }
    Tensor value_O = Tensor.zeros(path_O.length);
    if (shape.hasEvaluator()) {
      Tensor query_OD = model.value(open_OD, GeneratorShape.valueHead(level + 1));
      Tensor v_OD = v_OCD.detach().reshape(-1, d).rows(Tensor.of(flat, flat.length));
      value_O = added(query_OD, v_OD, rows.of(level + 1, chosen));
    }
    decisions.add(new Decision(path_O, pick(logP_OC, flat), value_O));
  }

  private Tensor added(Tensor query_OD, Tensor node_OD, int[] rows_OF) {
    int count = Math.toIntExact(node_OD.size(0));
    return query_OD.mul(node_OD).sum(1).add(worths.of(rows_OF, count).reshape(count));
  }

  private static Tensor pick(Tensor x, int[] flat) {
    return flat.length == 0
        ? Tensor.zeros(0)
        : x.reshape(-1, 1).rows(Tensor.of(flat, flat.length)).reshape(flat.length);
  }

  private boolean isLegal(LegalLeaves legal, int level, int node) {
    return legal.any(trie.firstLeaf(level, node), trie.firstLeaf(level, node + 1));
  }

  /** The leaf that each path came to. */
  int[][] leaves() {
    int[][] leaf_BK = new int[count_B.length][];
    Arrays.setAll(leaf_BK, b -> new int[count_B[b]]);
    for (int m = 0; m < node_M.length; m++) {
      leaf_BK[situation_M[m]][k_M[m]] = node_M[m];
    }
    return leaf_BK;
  }

  PathScores scores() {
    double[][][] logP_BKS = cube();
    double[][][] logV_BKS = cube();
    double[] logV_B = root_B.doubles();
    for (int s = 0; s < decisions.size(); s++) {
      Decision decision = decisions.get(s);
      boolean any = decision.path_O.length > 0;
      double[] logP_O = any ? decision.logP_O.doubles() : new double[0];
      double[] value_O = any ? decision.value_O.doubles() : new double[0];
      for (int m = 0; m < node_M.length; m++) {
        double[] logV_S = logV_BKS[situation_M[m]][k_M[m]];
        logV_S[s] = s == 0 ? logV_B[situation_M[m]] : logV_S[s - 1];
      }
      for (int o = 0; o < logP_O.length; o++) {
        int m = decision.path_O[o];
        logP_BKS[situation_M[m]][k_M[m]][s] = logP_O[o];
        logV_BKS[situation_M[m]][k_M[m]][s] += value_O[o];
      }
    }
    return new PathScores(logP_BKS, logV_B, logV_BKS);
  }

  private double[][][] cube() {
    double[][][] cube = new double[count_B.length][][];
    Arrays.setAll(cube, b -> new double[count_B[b]][decisions.size()]);
    return cube;
  }

  /** Sends a pull back to the parameters. */
  void backward(PathObjective.Pull pull, boolean policy) {
    var gradients = new GivenGradients();
    for (int s = 0; s < decisions.size(); s++) {
      Decision decision = decisions.get(s);
      int count = decision.path_O.length;
      if (count == 0) {
        continue;
      }
      float[] byLogP_O = new float[count];
      float[] byValue_O = new float[count];
      for (int o = 0; o < count; o++) {
        int m = decision.path_O[o];
        byLogP_O[o] = (float) pull.byLogP_BKS()[situation_M[m]][k_M[m]][s];
        double[] byLogV_S = pull.byLogV_BKS()[situation_M[m]][k_M[m]];
        for (int later = s; later < byLogV_S.length; later++) {
          byValue_O[o] += (float) byLogV_S[later];
        }
      }
      if (policy) {
        gradients.add(decision.logP_O, byLogP_O);
      }
      if (shape.hasEvaluator()) {
        gradients.add(decision.value_O, byValue_O);
      }
    }
    if (shape.hasEvaluator()) {
      gradients.add(root_B, byRoot(pull));
    }
    gradients.backward();
    if (policy) {
      sums.backward();
    }
    if (shape.hasEvaluator()) {
      worths.backward();
    }
  }

  private float[] byRoot(PathObjective.Pull pull) {
    float[] byRoot_B = new float[count_B.length];
    for (int b = 0; b < byRoot_B.length; b++) {
      double sum = pull.byLogV_B()[b];
      for (double[] byLogV_S : pull.byLogV_BKS()[b]) {
        sum += Arrays.stream(byLogV_S).sum();
      }
      byRoot_B[b] = (float) sum;
    }
    return byRoot_B;
  }
}
