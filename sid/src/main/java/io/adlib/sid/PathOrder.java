package io.adlib.sid;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Items in the order of their paths. */
final class PathOrder {

  private PathOrder() {}

  static int compare(SemanticIds ids, int a, int b) {
    for (int level = 0; level < ids.depth(); level++) {
      int order = Integer.compare(ids.code(a, level), ids.code(b, level));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Sorts; path and number as one 64-bit key where they fit, as they do for all usual sizes. */
  static int[] sorted(SemanticIds ids, IntStream items) {
    int codeBits = bits(ids.codesPerLevel());
    int itemBits = bits(ids.size());
    if (codeBits * ids.depth() + itemBits > Long.SIZE) {
      return items.boxed().sorted((a, b) -> compare(ids, a, b)).mapToInt(i -> i).toArray();
    }
    long[] keys =
        items
            .mapToLong(
                item -> {
                  long path = 0;
                  for (int level = 0; level < ids.depth(); level++) {
                    path = path << codeBits | ids.code(item, level);
                  }
                  return (path << itemBits | item) ^ Long.MIN_VALUE;
                })
            .toArray();
    Arrays.sort(keys);
    long mask = (1L << itemBits) - 1;
    int[] sorted = new int[keys.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = (int) (keys[i] & mask);
    }
    return sorted;
  }

  /** Bits that a number below {@code count} needs. */
  private static int bits(int count) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, count - 1));
  }
}
