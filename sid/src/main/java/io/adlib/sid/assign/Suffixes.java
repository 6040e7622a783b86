package io.adlib.sid.assign;

import io.adlib.core.InputException;
import io.adlib.sid.SemanticIds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Gives each item a disambiguation suffix: the hash of its id (64-bit FNV-1a of the UTF-8, mixed)
 * modulo C, or the next free code after it among the items that share its path. New items take
 * their turn in the order of their hash, then of their id, so that the order in which they are
 * listed does not matter. An item that has a semantic ID keeps it, whatever comes or goes.
 */
public final class Suffixes {

  private Suffixes() {}

  /**
   * Semantic IDs of depth L+1 for items that have none.
   *
   * @param items ids, each once
   * @param codes_NL their codes, row-major
   * @param levels L
   * @param codesPerLevel C
   * @throws InputException when more than C items share a path, or an item comes twice
   */
  public static SemanticIds assign(
      List<String> items, short[] codes_NL, int levels, int codesPerLevel) {
    return extend(
        new SemanticIds(List.of(), levels + 1, codesPerLevel, new short[0]), items, codes_NL);
  }

  /**
   * The same IDs and those of further items, which follow in their order. An item that is already
   * there is passed over and keeps its ID, though its codes may have changed.
   *
   * @param codes_NL the further items' codes, {@code existing.depth() − 1} each
   * @throws InputException when more than C items share a path, or an item comes twice
   */
  public static SemanticIds extend(SemanticIds existing, List<String> items, short[] codes_NL) {
    int levels = existing.depth() - 1;
    if (codes_NL.length != items.size() * levels) {
      throw new IllegalArgumentException(
          items.size() + " items of " + levels + " levels, but " + codes_NL.length + " codes");
    }
    Map<List<Short>, BitSet> taken = new HashMap<>();
    for (int item = 0; item < existing.size(); item++) {
      taken
          .computeIfAbsent(path(existing, item), _ -> new BitSet())
          .set(existing.code(item, levels));
    }
    int[] fresh =
        IntStream.range(0, items.size()).filter(i -> existing.indexOf(items.get(i)) < 0).toArray();
    short[] suffix_N = new short[items.size()];
    Arrays.stream(fresh)
        .boxed()
        .sorted(
            Comparator.comparingLong((Integer i) -> hash(items.get(i)) ^ Long.MIN_VALUE)
                .thenComparing(items::get))
        .forEach(
            i -> {
              List<Short> path = path(codes_NL, i, levels);
              BitSet used = taken.computeIfAbsent(path, _ -> new BitSet());
              suffix_N[i] = take(used, items.get(i), path, existing.codesPerLevel());
            });
    return join(existing, items, codes_NL, fresh, suffix_N);
  }

  /** The IDs of the items to keep; theirs do not change. */
  public static SemanticIds retain(SemanticIds existing, Predicate<String> keep) {
    int depth = existing.depth();
    List<String> kept = new ArrayList<>();
    short[] codes = new short[existing.size() * depth];
    for (int item = 0; item < existing.size(); item++) {
      if (keep.test(existing.items().get(item))) {
        copy(existing, item, codes, kept.size() * depth);
        kept.add(existing.items().get(item));
      }
    }
    return new SemanticIds(
        kept,
        depth,
        existing.codesPerLevel(),
        Arrays.copyOf(codes, kept.size() * depth),
        existing.tokenizer());
  }

  private static short take(BitSet used, String item, List<Short> path, int codesPerLevel) {
    if (used.cardinality() == codesPerLevel) {
      throw new InputException(
          "item '"
              + item
              + "' shares the path "
              + path
              + " with "
              + codesPerLevel
              + " others, and there is no further suffix",
          "use more codes or levels, or remove items with equal texts");
    }
    int code = (int) Long.remainderUnsigned(hash(item), codesPerLevel);
    int free = used.nextClearBit(code);
    int suffix = free < codesPerLevel ? free : used.nextClearBit(0);
    used.set(suffix);
    return (short) suffix;
  }

  private static SemanticIds join(
      SemanticIds existing, List<String> items, short[] codes_NL, int[] fresh, short[] suffix_N) {
    int depth = existing.depth();
    int levels = depth - 1;
    List<String> all = new ArrayList<>(existing.items());
    short[] codes = new short[(existing.size() + fresh.length) * depth];
    for (int item = 0; item < existing.size(); item++) {
      copy(existing, item, codes, item * depth);
    }
    for (int i : fresh) {
      int at = all.size() * depth;
      System.arraycopy(codes_NL, i * levels, codes, at, levels);
      codes[at + levels] = suffix_N[i];
      all.add(items.get(i));
    }
    return new SemanticIds(all, depth, existing.codesPerLevel(), codes, existing.tokenizer());
  }

  private static void copy(SemanticIds ids, int item, short[] codes, int at) {
    for (int level = 0; level < ids.depth(); level++) {
      codes[at + level] = (short) ids.code(item, level);
    }
  }

  private static List<Short> path(SemanticIds ids, int item) {
    return IntStream.range(0, ids.depth() - 1).mapToObj(l -> (short) ids.code(item, l)).toList();
  }

  private static List<Short> path(short[] codes_NL, int item, int levels) {
    return IntStream.range(0, levels).mapToObj(l -> codes_NL[item * levels + l]).toList();
  }

  static long hash(String item) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : item.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }
}
