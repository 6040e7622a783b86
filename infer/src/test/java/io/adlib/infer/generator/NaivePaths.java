package io.adlib.infer.generator;

import io.adlib.sid.SemanticIds;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Paths of semantic IDs without a trie. */
final class NaivePaths {

  private NaivePaths() {}

  static List<Integer> prefix(SemanticIds ids, int item, int length) {
    return IntStream.range(0, length).mapToObj(level -> ids.code(item, level)).toList();
  }

  static Set<Integer> children(SemanticIds ids, Set<Integer> legal, int[] prefix) {
    var children = new TreeSet<Integer>();
    for (int item : legal) {
      if (IntStream.range(0, prefix.length).allMatch(l -> ids.code(item, l) == prefix[l])) {
        children.add(ids.code(item, prefix.length));
      }
    }
    return children;
  }
}
