package io.adlib.sid.health;

import io.adlib.sid.SemanticIds;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Items by their first codes, in the order of paths. */
final class Paths {

  private Paths() {}

  /** The items of each path of a level, from 1. */
  static List<List<Integer>> of(SemanticIds ids, int level) {
    TreeMap<String, List<Integer>> paths = new TreeMap<>();
    for (int item = 0; item < ids.size(); item++) {
      var key = new StringBuilder();
      for (int l = 0; l < level; l++) {
        key.append((char) ids.code(item, l));
      }
      paths.computeIfAbsent(key.toString(), _ -> new ArrayList<>()).add(item);
    }
    return List.copyOf(paths.values());
  }

  /** Such as {@code 12-250}. */
  static String name(SemanticIds ids, int item, int level) {
    var name = new StringBuilder();
    for (int l = 0; l < level; l++) {
      name.append(l == 0 ? "" : "-").append(ids.code(item, l));
    }
    return name.toString();
  }
}
