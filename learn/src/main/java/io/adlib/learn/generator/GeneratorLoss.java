package io.adlib.learn.generator;

import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Tensor;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.util.Arrays;
import java.util.List;

/**
 * The generator's loss: at every position with a target, the sum over levels of the cross-entropy
 * of the target's code among the legal children of the target's prefix; the mean over positions. A
 * level where only one code is legal costs nothing.
 */
final class GeneratorLoss {

  private static final float ILLEGAL = -1e9f;
  private final Generator model;
  private final SemanticIds ids;
  private final Trie trie;
  private final int[][] parent_LI;

  GeneratorLoss(Generator model, SemanticIds ids, Trie trie) {
    this.model = model;
    this.ids = ids;
    this.trie = trie;
    parent_LI = parents(ids, trie);
  }

  /** For each level and item, the node whose child the item's code at the level is, or −1. */
  private static int[][] parents(SemanticIds ids, Trie trie) {
    int[][] parent = new int[trie.depth()][ids.size()];
    for (int[] level : parent) {
      Arrays.fill(level, -1);
    }
    for (int level = 0; level < trie.depth(); level++) {
      for (int node = 0; node < trie.nodes(level); node++) {
        for (int leaf = trie.firstLeaf(level, node);
            leaf < trie.firstLeaf(level, node + 1);
            leaf++) {
          parent[level][trie.item(leaf)] = node;
        }
      }
    }
    return parent;
  }

  /** Whether an item can be a target. */
  boolean known(int item) {
    return item >= 0 && trie.leaf(item) >= 0;
  }

  /**
   * The loss, a single element with a gradient.
   *
   * @param sequences ascending in length, at least one target among them
   */
  Tensor loss(List<TrainingSequence> sequences, GeneratorRegularisation r, Dropout dropout) {
    List<Prompt> prompts = sequences.stream().map(TrainingSequence::prompt).toList();
    int[] item_P = sequences.stream().flatMapToInt(s -> Arrays.stream(s.target_T())).toArray();
    int[] position_M =
        java.util.stream.IntStream.range(0, item_P.length).filter(p -> known(item_P[p])).toArray();
    int[] item_M = Arrays.stream(position_M).map(p -> item_P[p]).toArray();
    Tensor h_PD = model.encode(new PromptBatch(prompts, model.shape()), r, dropout);
    Tensor s_MD = h_PD.rows(Tensor.of(position_M, position_M.length));
    Tensor sum = Tensor.zeros(1);
    for (int level = 0; level < trie.depth() - 1; level++) {
      s_MD = model.refine(s_MD, level, r, dropout);
      sum = sum.add(levelLoss(s_MD, item_M, level, r, dropout));
      s_MD = model.choose(s_MD, level, codes(item_M, level));
    }
    int last = trie.depth() - 1;
    int[] open =
        java.util.stream.IntStream.range(0, item_M.length)
            .filter(m -> children(last, parent_LI[last][item_M[m]]) > 1)
            .toArray();
    if (open.length > 0) {
      Tensor s = model.refine(s_MD.rows(Tensor.of(open, open.length)), last, r, dropout);
      int[] items = Arrays.stream(open).map(m -> item_M[m]).toArray();
      sum = sum.add(levelLoss(s, items, last, r, dropout));
    }
    return sum.mul(1.0 / item_M.length);
  }

  private int children(int level, int node) {
    return trie.firstChild(level, node + 1) - trie.firstChild(level, node);
  }

  private Tensor codes(int[] item_M, int level) {
    return Tensor.of(
        Arrays.stream(item_M).map(item -> ids.code(item, level)).toArray(), item_M.length);
  }

  private Tensor levelLoss(
      Tensor refined_MD, int[] item_M, int level, GeneratorRegularisation r, Dropout dropout) {
    int c = trie.codesPerLevel();
    float[] mask = new float[item_M.length * c];
    float[] target = new float[item_M.length * c];
    Arrays.fill(mask, ILLEGAL);
    for (int m = 0; m < item_M.length; m++) {
      int node = parent_LI[level][item_M[m]];
      int from = trie.firstChild(level, node);
      int to = trie.firstChild(level, node + 1);
      float share = (float) (r.labelSmoothing() / (to - from));
      for (int child = from; child < to; child++) {
        mask[m * c + trie.code(level + 1, child)] = 0;
        target[m * c + trie.code(level + 1, child)] = share;
      }
      target[m * c + ids.code(item_M[m], level)] += (float) (1 - r.labelSmoothing());
    }
    Tensor logits_MC = model.logits(refined_MD, level, r, dropout);
    Tensor logP_MC = logits_MC.add(Tensor.of(mask, item_M.length, c)).logSoftmax();
    return logP_MC.mul(Tensor.of(target, item_M.length, c)).sum().mul(-1);
  }
}
