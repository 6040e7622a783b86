package io.adlib.learn.generator;

import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Trie;
import java.util.Arrays;
import java.util.BitSet;

/** The embedding rows of the vectors of a trie's nodes, as {@link GeneratorShape} names them. */
final class NodeRows {

  private final int joint;

  /** For each level ≥ 1 the nodes' rows: of w at level A, of v elsewhere. */
  private final int[][] rows_LNF;

  NodeRows(Trie trie, GeneratorShape shape) {
    joint = shape.joint();
    rows_LNF = new int[trie.depth() + 1][];
    for (int level = 1; level <= trie.depth(); level++) {
      rows_LNF[level] = new int[trie.nodes(level) * width(level)];
    }
    descend(trie, shape, 0, 0, new int[0], GeneratorShape.ROOT);
  }

  private void descend(Trie trie, GeneratorShape shape, int level, int node, int[] path, int hash) {
    if (level == trie.depth()) {
      return;
    }
    int[] longer = Arrays.copyOf(path, level + 1);
    int end = trie.firstChild(level, node + 1);
    for (int child = trie.firstChild(level, node); child < end; child++) {
      int code = trie.code(level + 1, child);
      longer[level] = code;
      int[] rows = level + 1 == joint ? shape.pathRows(longer) : shape.nodeRows(level, code, hash);
      System.arraycopy(rows, 0, rows_LNF[level + 1], child * rows.length, rows.length);
      descend(trie, shape, level + 1, child, longer, GeneratorShape.extend(hash, code));
    }
  }

  private int width(int level) {
    return level == joint ? 2 * joint - 1 : 2;
  }

  /** Adds the rows of all nodes to a set. */
  void addTo(BitSet seen) {
    for (int level = 1; level < rows_LNF.length; level++) {
      Arrays.stream(rows_LNF[level]).forEach(seen::set);
    }
  }

  /** The rows of all nodes of a level, [N,F] flat. */
  int[] of(int level) {
    return rows_LNF[level];
  }

  /** The rows of some nodes of a level, [N,F] flat. */
  int[] of(int level, int[] node_N) {
    int width = width(level);
    int[] rows_NF = new int[node_N.length * width];
    for (int n = 0; n < node_N.length; n++) {
      System.arraycopy(rows_LNF[level], width * node_N[n], rows_NF, width * n, width);
    }
    return rows_NF;
  }
}
