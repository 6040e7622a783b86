package io.adlib.bench.training;

import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.util.Arrays;
import java.util.List;

/**
 * The multiplications and additions that matrix products of a training step do, counted from the
 * shapes: the blocks' four products, attention inside each sequence (without what padding adds),
 * the softmax over the first codes' nodes and the refinement of each later level. The backward pass
 * has two products for each of the forward's. Everything else, norms, softmaxes, dropout, table
 * rows, the optimizer, counts as nothing.
 */
record Products(double blocks, double attention, double firstChoice, double laterCodes) {

  static Products of(List<TrainingSequence> batch, GeneratorShape shape, Trie trie) {
    double d = shape.width();
    double f = shape.hidden();
    double positions = 0;
    double squares = 0;
    double targets = 0;
    double refined = 0;
    for (TrainingSequence sequence : batch) {
      double length = sequence.prompt().length();
      positions += length;
      squares += length * length;
      for (int item : sequence.target_T()) {
        if (item >= 0) {
          targets++;
          refined += levelsWithAChoice(item, shape, trie);
        }
      }
    }
    double forwardAndBack = 3 * 2;
    return new Products(
        forwardAndBack * shape.blocks() * positions * (4 * d * d + d * d + 2 * d * f),
        forwardAndBack * shape.blocks() * 2 * squares * d,
        forwardAndBack * targets * trie.nodes(shape.joint()) * d,
        forwardAndBack * refined * 2 * d * f);
  }

  /** Levels from the first later one down to the last that leaves the item a choice. */
  private static int levelsWithAChoice(int item, GeneratorShape shape, Trie trie) {
    int leaf = trie.leaf(item);
    int levels = 0;
    for (int level = shape.joint(); level < trie.depth(); level++) {
      int node = nodeOf(leaf, level, trie);
      if (trie.firstChild(level, node + 1) - trie.firstChild(level, node) > 1) {
        levels = level + 1 - shape.joint();
      }
    }
    return levels;
  }

  private static int nodeOf(int leaf, int level, Trie trie) {
    int low = 0;
    int high = trie.nodes(level) - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (trie.firstLeaf(level, middle) <= leaf) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  double all() {
    return blocks + attention + firstChoice + laterCodes;
  }

  Products plus(Products other) {
    return new Products(
        blocks + other.blocks,
        attention + other.attention,
        firstChoice + other.firstChoice,
        laterCodes + other.laterCodes);
  }

  @Override
  public String toString() {
    return "blocks %s, attention %s, first choice %s, later codes %s"
        .formatted(
            (Object[])
                Arrays.stream(new double[] {blocks, attention, firstChoice, laterCodes})
                    .mapToObj(part -> "%.0f %%".formatted(100 * part / all()))
                    .toArray(String[]::new));
  }
}
