package io.adlib.sid.health;

import io.adlib.sid.SemanticIds;
import java.util.Arrays;

/**
 * Items in the order of their paths, suffix excluded, so that those of one path, at any level, are
 * neighbours; items of the same path keep their order. Immutable and thread-safe.
 */
final class PathOrder {

  private final SemanticIds ids;
  private final int[] item_N;
  private final int[] shared_N;

  /** Sorts by counting, the finest level first. */
  PathOrder(SemanticIds ids) {
    this.ids = ids;
    int n = ids.size();
    int[] order_N = new int[n];
    Arrays.setAll(order_N, i -> i);
    for (int level = levels() - 1; level >= 0; level--) {
      int[] next_C = new int[ids.codesPerLevel() + 1];
      for (int item = 0; item < n; item++) {
        next_C[ids.code(item, level) + 1]++;
      }
      for (int c = 0; c < ids.codesPerLevel(); c++) {
        next_C[c + 1] += next_C[c];
      }
      int[] sorted_N = new int[n];
      for (int item : order_N) {
        sorted_N[next_C[ids.code(item, level)]++] = item;
      }
      order_N = sorted_N;
    }
    item_N = order_N;
    shared_N = new int[n];
    for (int place = 1; place < n; place++) {
      while (shared_N[place] < levels()
          && code(place, shared_N[place]) == code(place - 1, shared_N[place])) {
        shared_N[place]++;
      }
    }
  }

  private int code(int place, int level) {
    return ids.code(item_N[place], level);
  }

  /** L. */
  int levels() {
    return ids.depth() - 1;
  }

  int size() {
    return item_N.length;
  }

  /** The item at a place. */
  int item(int place) {
    return item_N[place];
  }

  /** How many codes an item shares with the one before it, from the first on. */
  int shared(int place) {
    return shared_N[place];
  }

  /** Where the path of some place ends, at a level from 1. */
  int end(int place, int level) {
    int end = place + 1;
    while (end < item_N.length && shared_N[end] >= level) {
      end++;
    }
    return end;
  }

  /** The items from one place to another. */
  int[] items(int from, int to) {
    return Arrays.copyOfRange(item_N, from, to);
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
