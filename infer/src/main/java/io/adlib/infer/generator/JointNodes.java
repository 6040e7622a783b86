package io.adlib.infer.generator;

import io.adlib.kernel.compute.Kernels;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Trie;

/**
 * The nodes of a trie's level A, among which a generator chooses at once, laid out for serving.
 * Immutable and thread-safe.
 *
 * @param trie whose nodes these are
 * @param vector_ND their vectors w, [N,D]
 * @param path_N the hashes of their paths
 * @param worth_N what their rows add to log V; empty without an evaluator
 */
record JointNodes(Trie trie, float[] vector_ND, int[] path_N, float[] worth_N) {

  static JointNodes of(Trie trie, GeneratorShape shape, Weights weights, Kernels kernels) {
    int nodes = trie.nodes(shape.joint());
    var table =
        new JointNodes(
            trie,
            new float[nodes * shape.width()],
            new int[nodes],
            new float[shape.hasEvaluator() ? nodes : 0]);
    table.fill(shape, weights, kernels, 0, 0, new int[shape.joint()], GeneratorShape.ROOT);
    return table;
  }

  private void fill(
      GeneratorShape shape,
      Weights weights,
      Kernels kernels,
      int level,
      int node,
      int[] path,
      int hash) {
    if (level == shape.joint()) {
      path_N[node] = hash;
      int d = shape.width();
      for (int row : shape.pathRows(path)) {
        kernels.axpy(1, weights.embedRows(), row * d, vector_ND, node * d, d);
        if (weights.evaluator().isPresent()) {
          worth_N[node] += weights.evaluator().get().rows()[row];
        }
      }
      return;
    }
    int end = trie.firstChild(level, node + 1);
    for (int child = trie.firstChild(level, node); child < end; child++) {
      path[level] = trie.code(level + 1, child);
      int longer = GeneratorShape.extend(hash, path[level]);
      fill(shape, weights, kernels, level + 1, child, path, longer);
    }
  }
}
