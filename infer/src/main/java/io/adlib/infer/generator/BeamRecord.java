package io.adlib.infer.generator;

import io.adlib.infer.generator.Explanation.Beam;
import io.adlib.infer.generator.Explanation.Level;
import io.adlib.sid.Trie;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.stream.IntStream;

/** Writes down the beams of a search, valued where there is an evaluator. Not thread-safe. */
final class BeamRecord implements BeamSearch.Observer {

  private final Trie trie;
  private final List<List<Beam>> levels;

  BeamRecord(Trie trie) {
    this.trie = trie;
    levels = IntStream.range(0, trie.depth()).<List<Beam>>mapToObj(_ -> new ArrayList<>()).toList();
  }

  @Override
  public void expanded(int level, int node, float logP, float logV, int legal, int illegal) {
    levels.get(level).add(new Beam(prefix(level, node), logP, logV, legal, illegal));
  }

  @Override
  public boolean asksValue() {
    return true;
  }

  List<Level> levels() {
    return levels.stream().map(Level::new).toList();
  }

  /** The codes that lead to a node. */
  private List<Integer> prefix(int level, int node) {
    var prefix = new LinkedList<Integer>();
    int child = node;
    for (int l = level; l > 0; l--) {
      prefix.addFirst(trie.code(l, child));
      int low = 0;
      int high = trie.nodes(l - 1) - 1;
      while (low < high) {
        int middle = (low + high + 1) >>> 1;
        if (trie.firstChild(l - 1, middle) <= child) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      child = low;
    }
    return prefix;
  }
}
