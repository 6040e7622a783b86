package io.adlib.learn.generator;

import io.adlib.core.Seed;
import io.adlib.learn.generator.PathPass.Choice;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Torch;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * How likely a generator finds given items in given situations, and what its evaluator makes of
 * their prefixes, with gradients; and items drawn as it finds them likely. Probabilities are among
 * what is legal in the situation. Not thread-safe.
 */
public final class PathLikelihood {

  private final Generator model;
  private final Trie trie;
  private final NodeRows rows;

  /** For each level, 0 to depth, the node on each item's path, or −1. */
  private final int[][] node_LI;

  /** Reads the model's weights as they are at each call. */
  public PathLikelihood(Generator model, SemanticIds ids, Trie trie) {
    this.model = model;
    this.trie = trie;
    rows = new NodeRows(trie, model.shape());
    node_LI = GeneratorLoss.nodes(trie, ids.size());
  }

  /** How many decisions lead to an item, S. */
  public int decisions() {
    return 1 + trie.depth() - model.shape().joint();
  }

  /** What the model thinks of K legal items in each situation. */
  public PathScores score(List<Situation> situations, int[][] item_BK) {
    return Torch.stepWithoutGradient(
        () -> pass(situations, counts(item_BK), given(item_BK)).scores());
  }

  /**
   * Adds an objective's gradient to the model's parameters.
   *
   * @param policy whether the pull on probabilities counts; if not, only the evaluator's weights
   *     get a gradient at all
   * @return the loss
   */
  public double backward(
      List<Situation> situations, int[][] item_BK, PathObjective objective, boolean policy) {
    return Torch.step(
        () -> {
          PathPass pass = pass(situations, counts(item_BK), given(item_BK));
          PathObjective.Pull pull = objective.at(pass.scores());
          pass.backward(pull, policy);
          return pull.loss();
        });
  }

  /**
   * Draws items with replacement, each as likely as the model finds it.
   *
   * @param k how many for each situation
   * @param seed one situation's draws depend on it and the situation's place alone
   */
  public int[][] sample(List<Situation> situations, int k, Seed seed) {
    int[] counts = new int[situations.size()];
    java.util.Arrays.fill(counts, k);
    RandomGenerator[] random =
        IntStream.range(0, counts.length)
            .mapToObj(b -> seed.of(b).generator())
            .toArray(RandomGenerator[]::new);
    int[][] leaf_BK =
        Torch.stepWithoutGradient(
            () ->
                pass(
                        situations,
                        counts,
                        (b, _, _, _, logP_C) -> draw(logP_C, random[b].nextDouble()))
                    .leaves());
    int[][] item_BK = new int[leaf_BK.length][];
    for (int b = 0; b < leaf_BK.length; b++) {
      item_BK[b] = java.util.Arrays.stream(leaf_BK[b]).map(trie::item).toArray();
    }
    return item_BK;
  }

  private PathPass pass(List<Situation> situations, int[] count_B, Choice choice) {
    return new PathPass(
        model, trie, rows, situations, count_B, choice, GeneratorRegularisation.NONE, Dropout.NONE);
  }

  private Choice given(int[][] item_BK) {
    return (b, k, level, first, _) -> node_LI[level][item_BK[b][k]] - first;
  }

  private static int[] counts(int[][] item_BK) {
    return java.util.Arrays.stream(item_BK).mapToInt(items -> items.length).toArray();
  }

  /** The class at which the probabilities have summed up to a number in [0,1). */
  private static int draw(float[] logP_C, double at) {
    double sum = 0;
    int last = 0;
    for (int c = 0; c < logP_C.length; c++) {
      double p = Math.exp(logP_C[c]);
      sum += p;
      last = p > 0 ? c : last;
      if (sum > at) {
        return c;
      }
    }
    return last;
  }
}
