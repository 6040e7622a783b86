package io.adlib.infer.generator;

import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.PackedMatrix;
import io.adlib.kernel.compute.RowPrecision;
import io.adlib.kernel.compute.RowTable;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Trie;
import java.util.Optional;

/**
 * The nodes of a trie's level A, among which a generator chooses at once, laid out for serving: one
 * packed matrix, so that all are compared with a user's state in one product. So are those of the
 * level below, row by row, where they are not too many: then a beam's children stand side by side
 * in memory, not all over the embedding table. Immutable and thread-safe.
 *
 * @param trie whose nodes these are
 * @param level A
 * @param w_DN their vectors w, as columns
 * @param zero_N a bias of nothing
 * @param path_N the hashes of their paths
 * @param below the vectors v of level A+1; empty where it is left out
 * @param worth_N what their rows add to log V; empty without an evaluator
 */
record JointNodes(
    Trie trie,
    int level,
    PackedMatrix w_DN,
    float[] zero_N,
    int[] path_N,
    Optional<RowTable> below,
    float[] worth_N) {

  /** 64 MiB of vectors. */
  private static final long MOST_BELOW = 1 << 24;

  static JointNodes of(
      Trie trie, GeneratorShape shape, Weights weights, RowPrecision precision, Kernels kernels) {
    int nodes = trie.nodes(shape.joint());
    int d = shape.width();
    var fill =
        new Fill(
            trie,
            shape,
            weights,
            kernels,
            new float[Math.multiplyExact(nodes, d)],
            new int[nodes],
            new float[below(trie, shape)],
            new float[shape.hasEvaluator() ? nodes : 0]);
    fill.descend(0, 0, new int[shape.joint()], GeneratorShape.ROOT);
    return new JointNodes(
        trie,
        shape.joint(),
        kernels.packTransposed(fill.w_ND, d, nodes),
        new float[nodes],
        fill.path_N,
        fill.below_MD.length == 0
            ? Optional.empty()
            : Optional.of(RowTable.of(precision, kernels, fill.below_MD, d)),
        fill.worth_N);
  }

  private static int below(Trie trie, GeneratorShape shape) {
    long size =
        shape.joint() == shape.depth() ? 0 : (long) trie.nodes(shape.joint() + 1) * shape.width();
    return size <= MOST_BELOW ? (int) size : 0;
  }

  /** Sums up the rows on the way down. */
  private record Fill(
      Trie trie,
      GeneratorShape shape,
      Weights weights,
      Kernels kernels,
      float[] w_ND,
      int[] path_N,
      float[] below_MD,
      float[] worth_N) {

    void descend(int level, int node, int[] path, int hash) {
      if (level == shape.joint()) {
        path_N[node] = hash;
        if (below_MD.length > 0) {
          layOutBelow(node, hash);
        }
        int d = shape.width();
        for (int row : shape.pathRows(path)) {
          weights.embedRows().add(row, w_ND, node * d);
          if (weights.evaluator().isPresent()) {
            worth_N[node] += weights.evaluator().get().rows()[row];
          }
        }
        return;
      }
      int end = trie.firstChild(level, node + 1);
      for (int child = trie.firstChild(level, node); child < end; child++) {
        path[level] = trie.code(level + 1, child);
        descend(level + 1, child, path, GeneratorShape.extend(hash, path[level]));
      }
    }

    private void layOutBelow(int node, int hash) {
      int d = shape.width();
      int end = trie.firstChild(shape.joint(), node + 1);
      for (int child = trie.firstChild(shape.joint(), node); child < end; child++) {
        int code = trie.code(shape.joint() + 1, child);
        for (int row : shape.nodeRows(shape.joint(), code, hash)) {
          weights.embedRows().add(row, below_MD, child * d);
        }
      }
    }
  }

  /** Whether the vectors of a level are laid out row by row. */
  boolean hasRowsOf(int other) {
    return other == level + 1 && below.isPresent();
  }

  /**
   * The legal nodes and their logits, as {@link Workspace}'s children, from {@code h} in row 0 of
   * {@link Workspace#normed}.
   */
  void score(LegalLeaves legal, Kernels kernels, Workspace ws) {
    int count = trie.nodes(level);
    float scale = (float) (1 / Math.sqrt(w_DN.in()));
    ws.needChildren(count);
    kernels.gemm(1, ws.normed, 0, w_DN.in(), w_DN, zero_N, ws.childLogP, 0, count);
    int kept = 0;
    int node = 0;
    for (int leaf = legal.next(0); leaf >= 0; leaf = legal.next(trie.firstLeaf(level, node))) {
      while (trie.firstLeaf(level, node + 1) <= leaf) {
        node++;
      }
      ws.childLogP[kept] = scale * ws.childLogP[node];
      ws.childNode[kept++] = node++;
    }
    ws.children = kept;
  }

  /** Adds to the children's log V what they add to that of the request. */
  void value(Kernels kernels, Workspace ws) {
    ws.needWorths(zero_N.length);
    kernels.gemm(1, ws.worth, 0, w_DN.in(), w_DN, zero_N, ws.worths, 0, zero_N.length);
    for (int i = 0; i < ws.children; i++) {
      int node = ws.childNode[i];
      ws.childLogV[i] += ws.worths[node] + worth_N[node];
    }
  }

  /** Adds a node's w to {@code x[at, at + D)}. */
  void add(int node, float[] x, int at) {
    w_DN.addColumn(node, x, at);
  }
}
