package io.adlib.sid;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The prefix tree of the semantic IDs that may be generated. Leaves stand in path order, so a node
 * at any level covers a contiguous range of leaves; a request's legal ads are a set of leaves, and
 * a node is legal when its range holds a legal leaf. Nodes of level ℓ (0 is the root, {@code depth}
 * the leaves) are numbered from 0 in path order. Flat tables outside the heap, no object a node: a
 * trie may lie in a mapped file, see {@link io.adlib.sid.format.TrieFile}. Immutable and
 * thread-safe.
 */
public final class Trie {

  private final int depth;
  private final int codesPerLevel;
  private final IntTable itemOfLeaf;
  private final IntTable leafOfItem;

  /** For level ℓ from 1 to depth, at ℓ−1: the code on the edge to each node. */
  private final List<ShortTable> code;

  /**
   * For level ℓ < depth−1: the first child of each node in level ℓ+1, and one past the last; the
   * children of level depth−1 are leaves.
   */
  private final List<IntTable> firstChild;

  /** For each level < depth: the first leaf of each node, and one past the last. */
  private final List<IntTable> firstLeaf;

  private Trie(
      int depth,
      int codesPerLevel,
      IntTable itemOfLeaf,
      IntTable leafOfItem,
      List<ShortTable> code,
      List<IntTable> firstChild,
      List<IntTable> firstLeaf) {
    this.depth = depth;
    this.codesPerLevel = codesPerLevel;
    this.itemOfLeaf = itemOfLeaf;
    this.leafOfItem = leafOfItem;
    this.code = List.copyOf(code);
    this.firstChild = List.copyOf(firstChild);
    this.firstLeaf = List.copyOf(firstLeaf);
  }

  /**
   * A trie of tables that {@link #tables} gave; that they fit each other is checked, not what they
   * hold.
   *
   * @throws IllegalArgumentException if they do not
   */
  public static Trie of(Tables t, int codesPerLevel) {
    int depth = t.code.size();
    int leaves = t.itemOfLeaf.size();
    boolean fits =
        depth > 0
            && t.firstChild.size() == depth - 1
            && t.firstLeaf.size() == depth
            && t.code.getLast().size() == leaves;
    for (int level = 0; fits && level < depth; level++) {
      int nodes = t.firstLeaf.get(level).size() - 1;
      fits =
          nodes == (level == 0 ? 1 : t.code.get(level - 1).size())
              && t.firstLeaf.get(level).get(nodes) == leaves
              && (level == depth - 1
                  || (t.firstChild.get(level).size() == nodes + 1
                      && t.firstChild.get(level).get(nodes) == t.code.get(level).size()));
    }
    if (!fits) {
      throw new IllegalArgumentException("the tables of the trie contradict each other");
    }
    return new Trie(
        depth, codesPerLevel, t.itemOfLeaf, t.leafOfItem, t.code, t.firstChild, t.firstLeaf);
  }

  /**
   * What a trie consists of, to be written to a file.
   *
   * @param itemOfLeaf by leaf
   * @param leafOfItem by item, −1 where the item is not in the trie
   * @param code of the edge to each node, from level 1 on
   * @param firstChild of each node, and one past the last, of levels 0 to depth−2
   * @param firstLeaf of each node, and one past the last, of levels 0 to depth−1
   */
  public record Tables(
      IntTable itemOfLeaf,
      IntTable leafOfItem,
      List<ShortTable> code,
      List<IntTable> firstChild,
      List<IntTable> firstLeaf) {
    public Tables {
      code = List.copyOf(code);
      firstChild = List.copyOf(firstChild);
      firstLeaf = List.copyOf(firstLeaf);
    }

    /** Bytes they take. */
    public long bytes() {
      return itemOfLeaf.bytes().byteSize()
          + leafOfItem.bytes().byteSize()
          + code.stream().mapToLong(table -> table.bytes().byteSize()).sum()
          + firstChild.stream().mapToLong(table -> table.bytes().byteSize()).sum()
          + firstLeaf.stream().mapToLong(table -> table.bytes().byteSize()).sum();
    }
  }

  /** Its tables. */
  public Tables tables() {
    return new Tables(itemOfLeaf, leafOfItem, code, firstChild, firstLeaf);
  }

  /** The trie of some items, given by number; each path must be unique among them. */
  public static Trie of(SemanticIds ids, IntStream items) {
    return new TrieBuilder(ids, PathOrder.sorted(ids, items)).build();
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
    int leaves = leaves();
    var gone = new BitSet(leaves);
    removed.forEach(item -> gone.set(leafOfItem.get(item)));
    int[] fresh = PathOrder.sorted(grown, added);
    int[] all = new int[leaves - gone.cardinality() + fresh.length];
    int count = 0;
    int next = 0;
    for (int leaf = 0; leaf < leaves; leaf++) {
      if (!gone.get(leaf)) {
        int item = itemOfLeaf.get(leaf);
        while (next < fresh.length && PathOrder.compare(grown, fresh[next], item) < 0) {
          all[count++] = fresh[next++];
        }
        all[count++] = item;
      }
    }
    System.arraycopy(fresh, next, all, count, fresh.length - next);
    return new TrieBuilder(grown, all).build();
  }

  /** The trie of all items. */
  public static Trie of(SemanticIds ids) {
    return of(ids, IntStream.range(0, ids.size()));
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
    return itemOfLeaf.size();
  }

  /** The number of nodes of a level, 0 to depth. */
  public int nodes(int level) {
    return level == depth ? leaves() : firstLeaf.get(level).size() - 1;
  }

  /** The code on the edge that leads to a node; 0 for the root. */
  public int code(int level, int node) {
    return level == 0 ? 0 : code.get(level - 1).get(node);
  }

  /**
   * The first child, in level+1, of a node; its children end at {@code firstChild(level, node+1)}.
   */
  public int firstChild(int level, int node) {
    return (level == depth - 1 ? firstLeaf : firstChild).get(level).get(node);
  }

  /** The first leaf below a node; its leaves end at {@code firstLeaf(level, node+1)}. */
  public int firstLeaf(int level, int node) {
    return level == depth ? node : firstLeaf.get(level).get(node);
  }

  /** The item at a leaf. */
  public int item(int leaf) {
    return itemOfLeaf.get(leaf);
  }

  /** The leaf of an item, or −1 if the item is not in this trie. */
  public int leaf(int item) {
    return item < leafOfItem.size() ? leafOfItem.get(item) : -1;
  }
}
