package io.adlib.sid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes a {@link Trie} of items in path order, level by level. */
final class TrieBuilder {

  private final SemanticIds ids;
  private final int[] itemOfLeaf;
  private final List<ShortTable> code = new ArrayList<>();
  private final List<IntTable> firstChild = new ArrayList<>();
  private final List<IntTable> firstLeaf = new ArrayList<>();

  TrieBuilder(SemanticIds ids, int[] itemOfLeaf) {
    this.ids = ids;
    this.itemOfLeaf = itemOfLeaf;
  }

  Trie build() {
    int leaves = itemOfLeaf.length;
    requireUnique();
    int[] leafOfItem = new int[ids.size()];
    Arrays.fill(leafOfItem, -1);
    for (int leaf = 0; leaf < leaves; leaf++) {
      leafOfItem[itemOfLeaf[leaf]] = leaf;
    }
    int[] starts = {0, leaves};
    for (int level = 0; level < ids.depth(); level++) {
      firstLeaf.add(IntTable.of(starts, starts.length));
      starts = grow(level, starts);
    }
    return Trie.of(
        new Trie.Tables(
            IntTable.of(itemOfLeaf, leaves),
            IntTable.of(leafOfItem, leafOfItem.length),
            code,
            firstChild,
            firstLeaf),
        ids.codesPerLevel());
  }

  private void requireUnique() {
    for (int i = 1; i < itemOfLeaf.length; i++) {
      if (PathOrder.compare(ids, itemOfLeaf[i - 1], itemOfLeaf[i]) == 0) {
        throw new IllegalArgumentException(
            "items %d and %d share %s"
                .formatted(itemOfLeaf[i - 1], itemOfLeaf[i], ids.path(itemOfLeaf[i])));
      }
    }
  }

  /** Lays out level+1 from the first leaves of a level's nodes; returns those of level+1's. */
  private int[] grow(int level, int[] parents) {
    int leaves = itemOfLeaf.length;
    short[] codes = new short[leaves];
    int[] starts = new int[leaves + 1];
    int[] children = new int[parents.length];
    int nodes = 0;
    for (int parent = 0; parent < parents.length - 1; parent++) {
      children[parent] = nodes;
      for (int leaf = parents[parent]; leaf < parents[parent + 1]; leaf++) {
        int c = ids.code(itemOfLeaf[leaf], level);
        if (nodes == children[parent] || codes[nodes - 1] != c) {
          codes[nodes] = (short) c;
          starts[nodes++] = leaf;
        }
      }
    }
    children[parents.length - 1] = nodes;
    starts[nodes] = leaves;
    code.add(ShortTable.of(codes, nodes));
    if (level < ids.depth() - 1) {
      firstChild.add(IntTable.of(children, children.length));
    }
    return Arrays.copyOf(starts, nodes + 1);
  }
}
