package io.adlib.sid.assign;

import io.adlib.core.InputException;
import io.adlib.sid.SemanticIds;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The suffixes in use, path by path, to give items theirs as they come one by one; the rule is that
 * of {@link Suffixes}. A suffix once given stays taken, so no later item ever gets the semantic ID
 * of an earlier one. Not thread-safe.
 */
public final class SuffixBook {

  private final int levels;
  private final int codesPerLevel;
  private final Map<Path, BitSet> taken = new HashMap<>();

  private record Path(long[] packed) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Path path && Arrays.equals(packed, path.packed);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(packed);
    }
  }

  /** Begins with the IDs there are. */
  public SuffixBook(SemanticIds ids) {
    levels = ids.depth() - 1;
    codesPerLevel = ids.codesPerLevel();
    short[] codes_L = new short[levels];
    for (int item = 0; item < ids.size(); item++) {
      for (int level = 0; level < levels; level++) {
        codes_L[level] = (short) ids.code(item, level);
      }
      suffixes(codes_L).set(ids.code(item, levels));
    }
  }

  /** Four codes of 15 bits a long. */
  private BitSet suffixes(short[] codes_L) {
    long[] packed = new long[(levels + 3) / 4];
    for (int level = 0; level < levels; level++) {
      packed[level / 4] = packed[level / 4] << 15 | codes_L[level];
    }
    return taken.computeIfAbsent(new Path(packed), _ -> new BitSet());
  }

  /** Takes a certain suffix; false if another item has it. */
  public boolean take(short[] codes_L, int suffix) {
    BitSet used = suffixes(codes_L);
    boolean free = !used.get(suffix);
    used.set(suffix);
    return free;
  }

  /**
   * Gives an item its suffix.
   *
   * @param codes_L the item's codes
   * @throws InputException when all suffixes of the path are taken
   */
  public int give(String item, short[] codes_L) {
    BitSet used = suffixes(codes_L);
    if (used.cardinality() == codesPerLevel) {
      throw new InputException(
          "the path %s is full: %d items have these codes"
              .formatted(Arrays.toString(codes_L), codesPerLevel),
          "remove ads with nearly the same texts, or make a release with more codes or levels");
    }
    int code = (int) Long.remainderUnsigned(Suffixes.hash(item), codesPerLevel);
    int free = used.nextClearBit(code);
    int suffix = free < codesPerLevel ? free : used.nextClearBit(0);
    used.set(suffix);
    return suffix;
  }

  /** Gives back a suffix whose item came to nothing. */
  public void giveBack(short[] codes_L, int suffix) {
    suffixes(codes_L).clear(suffix);
  }
}
