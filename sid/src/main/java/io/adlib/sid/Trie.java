package io.adlib.sid;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * The prefix tree of the semantic IDs that may be generated. Leaves stand in path order, so a node
 * at any level covers a contiguous range of leaves; a request's legal ads are a set of leaves, and
 * a node is legal when its range holds a legal leaf. Nodes of level ℓ (0 is the root, {@code depth}
 * the leaves) are numbered from 0 in path order. Flat arrays, no object a node. Immutable and
 * thread-safe.
 */
public final class Trie {

  private final int depth;
  private final int codesPerLevel;
  private final int[] itemOfLeaf;
  private final int[] leafOfItem;

  /** For level ℓ ≥ 1: the code on the edge to each node. */
  private final short[][] code;

  /** For level ℓ < depth: the first child of each node in level ℓ+1, and one past the last. */
  private final int[][] firstChild;

  /** For each level: the first leaf of each node, and one past the last. */
  private final int[][] firstLeaf;

  private Trie(SemanticIds ids, int[] sortedItems) {
    depth = ids.depth();
    codesPerLevel = ids.codesPerLevel();
    itemOfLeaf = sortedItems;
    leafOfItem = new int[ids.size()];
    java.util.Arrays.fill(leafOfItem, -1);
    for (int leaf = 0; leaf < sortedItems.length; leaf++) {
      leafOfItem[sortedItems[leaf]] = leaf;
    }
    code = new short[depth + 1][];
    firstChild = new int[depth][];
    firstLeaf = new int[depth + 1][];
    code[0] = new short[1];
    firstLeaf[0] = new int[] {0, sortedItems.length};
    for (int level = 1; level <= depth; level++) {
      grow(ids, level);
    }
  }

  private void grow(SemanticIds ids, int level) {
    int leaves = itemOfLeaf.length;
    int parents = firstLeaf[level - 1].length - 1;
    short[] codes = new short[leaves];
    int[] starts = new int[leaves + 1];
    int[] children = new int[parents + 1];
    int nodes = 0;
    for (int parent = 0; parent < parents; parent++) {
      children[parent] = nodes;
      int end = firstLeaf[level - 1][parent + 1];
      for (int leaf = firstLeaf[level - 1][parent]; leaf < end; leaf++) {
        int c = ids.code(itemOfLeaf[leaf], level - 1);
        if (nodes == children[parent] || codes[nodes - 1] != c) {
          codes[nodes] = (short) c;
          starts[nodes++] = leaf;
        }
      }
    }
    children[parents] = nodes;
    starts[nodes] = leaves;
    code[level] = java.util.Arrays.copyOf(codes, nodes);
    firstChild[level - 1] = children;
    firstLeaf[level] = java.util.Arrays.copyOf(starts, nodes + 1);
  }

  /** The trie of some items, given by number; each path must be unique among them. */
  public static Trie of(SemanticIds ids, IntStream items) {
    int[] sorted = sorted(ids, items);
    requireUnique(ids, sorted);
    return new Trie(ids, sorted);
  }

  private static int[] sorted(SemanticIds ids, IntStream items) {
    return items.boxed().sorted((a, b) -> comparePaths(ids, a, b)).mapToInt(i -> i).toArray();
  }

  private static void requireUnique(SemanticIds ids, int[] sorted) {
    for (int i = 1; i < sorted.length; i++) {
      if (comparePaths(ids, sorted[i - 1], sorted[i]) == 0) {
        throw new IllegalArgumentException(
            "items " + sorted[i - 1] + " and " + sorted[i] + " share " + ids.path(sorted[i]));
      }
    }
  }

  /**
   * The trie after some items came and some went: the same as one made anew, without sorting what
   * was sorted. Takes time in proportion to all leaves, but little of it.
   *
   * @param grown semantic IDs that begin with this trie's and may go on
   * @param added items that are not in it; each path must be unique
   * @param removed items that are in it
   */
  public Trie with(SemanticIds grown, IntStream added, IntStream removed) {
    var gone = new BitSet(itemOfLeaf.length);
    removed.forEach(item -> gone.set(leafOfItem[item]));
    int[] fresh = sorted(grown, added);
    int[] all = new int[itemOfLeaf.length - gone.cardinality() + fresh.length];
    int count = 0;
    int next = 0;
    for (int leaf = 0; leaf < itemOfLeaf.length; leaf++) {
      if (!gone.get(leaf)) {
        while (next < fresh.length && comparePaths(grown, fresh[next], itemOfLeaf[leaf]) < 0) {
          all[count++] = fresh[next++];
        }
        all[count++] = itemOfLeaf[leaf];
      }
    }
    System.arraycopy(fresh, next, all, count, fresh.length - next);
    requireUnique(grown, all);
    return new Trie(grown, all);
  }

  /** The trie of all items. */
  public static Trie of(SemanticIds ids) {
    return of(ids, IntStream.range(0, ids.size()));
  }

  private static int comparePaths(SemanticIds ids, int a, int b) {
    for (int level = 0; level < ids.depth(); level++) {
      int order = Integer.compare(ids.code(a, level), ids.code(b, level));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Levels of a path, the suffix included. */
  public int depth() {
    return depth;
  }

  /** C, codes a level. */
  public int codesPerLevel() {
    return codesPerLevel;
  }

  /** The number of leaves, that is of items. */
  public int leaves() {
    return itemOfLeaf.length;
  }

  /** The number of nodes of a level, 0 to depth. */
  public int nodes(int level) {
    return firstLeaf[level].length - 1;
  }

  /** The code on the edge that leads to a node of level ≥ 1. */
  public int code(int level, int node) {
    return code[level][node];
  }

  /**
   * The first child, in level+1, of a node; its children end at {@code firstChild(level, node+1)}.
   */
  public int firstChild(int level, int node) {
    return firstChild[level][node];
  }

  /** The first leaf below a node; its leaves end at {@code firstLeaf(level, node+1)}. */
  public int firstLeaf(int level, int node) {
    return firstLeaf[level][node];
  }

  /** The item at a leaf. */
  public int item(int leaf) {
    return itemOfLeaf[leaf];
  }

  /** The leaf of an item, or −1 if the item is not in this trie. */
  public int leaf(int item) {
    return item < leafOfItem.length ? leafOfItem[item] : -1;
  }
}
