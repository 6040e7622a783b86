package io.adlib.learn.generator;

import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.GivenGradients;
import io.adlib.learn.torch.RowSums;
import io.adlib.learn.torch.SoftmaxHead;
import io.adlib.learn.torch.Tensor;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The generator's loss: at every position with a target, the cross-entropy of the target's first A
 * codes among all nodes of that level, and of each later one among the children of the target's
 * prefix; the sum over levels and the mean over positions. A level where only one code is legal
 * costs nothing. With {@link MultiTokenHeads} the same for the target after and so on, Σ_j ω_j of
 * each head's sum over positions, divided by the number of positions. Not thread-safe.
 */
final class GeneratorLoss {

  private static final int ROWS_AT_ONCE = 256;
  private final Generator model;
  private final Trie trie;
  private final int joint;
  private final NodeRows rows;
  private final MultiTokenHeads heads;

  /** For each level, 0 to depth, the node on each item's path, or −1. */
  private final int[][] node_LI;

  GeneratorLoss(Generator model, SemanticIds ids, Trie trie) {
    this(model, ids, trie, new MultiTokenHeads(model, 1));
  }

  GeneratorLoss(Generator model, SemanticIds ids, Trie trie, MultiTokenHeads heads) {
    this.model = model;
    this.heads = heads;
    this.trie = trie;
    joint = model.shape().joint();
    rows = new NodeRows(trie, model.shape());
    node_LI = nodes(trie, ids.size());
  }

  static int[][] nodes(Trie trie, int items) {
    int[][] node_LI = new int[trie.depth() + 1][items];
    for (int level = 0; level <= trie.depth(); level++) {
      Arrays.fill(node_LI[level], -1);
      for (int node = 0; node < trie.nodes(level); node++) {
        int end = trie.firstLeaf(level, node + 1);
        for (int leaf = trie.firstLeaf(level, node); leaf < end; leaf++) {
          node_LI[level][trie.item(leaf)] = node;
        }
      }
    }
    return node_LI;
  }

  /** The embedding rows that these sequences and the trie name, without the padding row. */
  BitSet seen(Stream<TrainingSequence> sequences) {
    var seen = new BitSet(model.shape().rows());
    rows.addTo(seen);
    sequences.forEach(s -> Arrays.stream(s.prompt().rows_TF()).forEach(seen::set));
    seen.clear(0);
    return seen;
  }

  /** Whether an item can be a target. */
  boolean known(int item) {
    return item >= 0 && trie.leaf(item) >= 0;
  }

  /**
   * The loss; its gradient goes into the model's parameters.
   *
   * @param sequences ascending in length, at least one target among them
   */
  double backward(List<TrainingSequence> sequences, GeneratorRegularisation r, Dropout dropout) {
    return backward(sequences, TargetWeights.NONE, 1, r, dropout);
  }

  /**
   * The same with a weight a target.
   *
   * @param factor of the whole loss
   */
  double backward(
      List<TrainingSequence> sequences,
      TargetWeights weights,
      double factor,
      GeneratorRegularisation r,
      Dropout dropout) {
    List<Prompt> prompts = sequences.stream().map(TrainingSequence::prompt).toList();
    Targets targets = Targets.of(sequences, this::known);
    var sums = model.rowSums();
    var batch = new PromptBatch(prompts, model.shape());
    Tensor h_PD = model.encode(batch, sums, r, dropout);
    Tensor h_MD = model.intent(h_PD, batch, targets.position_M(), r, dropout);
    boolean alike = weights == TargetWeights.NONE && factor == 1;
    Aims aims = aims(h_MD, targets, targets.weights(sequences, weights, factor), alike, r, dropout);
    var step = new Step(sums, new GivenGradients(), r, dropout);
    double loss = jointLoss(aims, step) + laterLoss(aims, step);
    step.gradients.backward();
    step.sums.backward();
    return loss;
  }

  /**
   * What is decoded, from which states, and how much each counts.
   *
   * @param share_M factors of the loss
   * @param alike whether all factors are the same
   */
  private record Aims(Tensor h_MD, int[] item_M, double[] share_M, boolean alike) {}

  /** Those of all heads: the first one's, one for each target, then those of the heads after. */
  private Aims aims(
      Tensor h_MD,
      Targets targets,
      double[] weight_M,
      boolean alike,
      GeneratorRegularisation r,
      Dropout dropout) {
    int size = targets.size();
    if (heads.count() == 1) {
      double[] share_M = Arrays.stream(weight_M).map(weight -> weight / size).toArray();
      return new Aims(h_MD, targets.item_M(), share_M, alike);
    }
    var states = new ArrayList<Tensor>();
    var items = new ArrayList<int[]>();
    var shares = new ArrayList<double[]>();
    for (int j = 1; j <= heads.count(); j++) {
      int ahead = j - 1;
      int[] open = IntStream.range(0, size).filter(m -> targets.itemAfter(m, ahead) >= 0).toArray();
      if (open.length == 0) {
        break;
      }
      Tensor from_OD = j == 1 ? h_MD : h_MD.rows(Tensor.of(open, open.length));
      states.add(heads.head(j, from_OD, r, dropout));
      items.add(Arrays.stream(open).map(m -> targets.itemAfter(m, ahead)).toArray());
      double share = heads.weight(j) / size;
      shares.add(Arrays.stream(open).mapToDouble(m -> weight_M[m + ahead] * share).toArray());
    }
    return new Aims(
        Tensor.concat(0, states.toArray(Tensor[]::new)),
        items.stream().flatMapToInt(Arrays::stream).toArray(),
        shares.stream().flatMapToDouble(Arrays::stream).toArray(),
        false);
  }

  /** What belongs to one call. */
  private record Step(
      RowSums sums, GivenGradients gradients, GeneratorRegularisation r, Dropout dropout) {}

  /** The cross-entropy of the first A codes. */
  private double jointLoss(Aims aims, Step step) {
    Tensor w_ND = step.sums.of(rows.of(joint), trie.nodes(joint));
    int[] node_M = Arrays.stream(aims.item_M).map(item -> node_LI[joint][item]).toArray();
    var head = new SoftmaxHead(ROWS_AT_ONCE, step.r.precision());
    var known =
        aims.alike
            ? head.gradients(aims.h_MD, w_ND, node_M)
            : head.gradients(aims.h_MD, w_ND, node_M, floats(aims.share_M));
    step.gradients.add(aims.h_MD, known.h_PD());
    step.gradients.add(w_ND, known.weight_ND());
    return known.loss();
  }

  private static float[] floats(double[] x) {
    float[] floats = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      floats[i] = (float) x[i];
    }
    return floats;
  }

  /** The cross-entropies of the codes after; targets without a choice left drop out on the way. */
  private double laterLoss(Aims aims, Step step) {
    double loss = 0;
    Tensor s_AD = aims.h_MD;
    int[] item_A = aims.item_M;
    double[] share_A = aims.share_M;
    for (int level = joint; level < trie.depth(); level++) {
      int present = level;
      int[] items = item_A;
      double[] shares = share_A;
      int[] open =
          IntStream.range(0, items.length).filter(a -> hasChoiceFrom(present, items[a])).toArray();
      if (open.length == 0) {
        break;
      }
      item_A = Arrays.stream(open).map(a -> items[a]).toArray();
      share_A = Arrays.stream(open).mapToDouble(a -> shares[a]).toArray();
      int[] node_A = Arrays.stream(item_A).map(item -> node_LI[present][item]).toArray();
      Tensor chosen_AD = step.sums.of(rows.of(level, node_A), open.length);
      s_AD = model.choose(s_AD.rows(Tensor.of(open, open.length)), chosen_AD);
      s_AD = model.refine(s_AD, level, step.r, step.dropout);
      loss += levelLoss(s_AD, item_A, share_A, level, step);
    }
    return loss;
  }

  /** Whether at this level or a later one an item's prefix has more than one child. */
  private boolean hasChoiceFrom(int level, int item) {
    for (int l = level; l < trie.depth(); l++) {
      if (children(l, node_LI[l][item]) > 1) {
        return true;
      }
    }
    return false;
  }

  private int children(int level, int node) {
    return trie.firstChild(level, node + 1) - trie.firstChild(level, node);
  }

  /** The cross-entropy of one level over the targets that have a choice there. */
  private double levelLoss(
      Tensor refined_AD, int[] item_A, double[] share_A, int level, Step step) {
    int[] open =
        IntStream.range(0, item_A.length)
            .filter(a -> children(level, node_LI[level][item_A[a]]) > 1)
            .toArray();
    if (open.length == 0) {
      return 0;
    }
    int[] place = new int[trie.nodes(level + 1)];
    Arrays.fill(place, -1);
    int[] node_N = new int[place.length];
    int nodes = 0;
    int[] from_M = new int[open.length];
    int[] count_M = new int[open.length];
    int[] target_M = new int[open.length];
    for (int m = 0; m < open.length; m++) {
      int item = item_A[open[m]];
      int parent = node_LI[level][item];
      int first = trie.firstChild(level, parent);
      count_M[m] = children(level, parent);
      if (place[first] < 0) {
        for (int child = first; child < first + count_M[m]; child++) {
          place[child] = nodes;
          node_N[nodes++] = child;
        }
      }
      from_M[m] = place[first];
      target_M[m] = place[node_LI[level + 1][item]];
    }
    Tensor open_MD = refined_AD.rows(Tensor.of(open, open.length));
    Tensor q_MD = model.query(open_MD, level, step.r, step.dropout);
    Tensor v_ND = step.sums.of(rows.of(level + 1, Arrays.copyOf(node_N, nodes)), nodes);
    double[] share_M = Arrays.stream(open).mapToDouble(a -> share_A[a]).toArray();
    var siblings =
        SiblingSoftmax.of(q_MD.floats(), v_ND.floats(), from_M, count_M, target_M, share_M);
    step.gradients.add(q_MD, siblings.gradient_MD());
    step.gradients.add(v_ND, siblings.gradient_ND());
    return siblings.loss();
  }
}
