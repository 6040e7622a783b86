package io.adlib.app.bench;

import io.adlib.core.Seed;
import io.adlib.sid.SemanticIds;
import java.util.AbstractList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Semantic IDs of made-up ads: three random codes, and the suffix that tells apart those that share
 * them.
 */
final class RandomIds {

  private static final int LEVELS = 3;

  private RandomIds() {}

  /** So many; an ad's id is its number. */
  static SemanticIds of(int items, int codes, Seed seed) {
    RandomGenerator random = seed.of("ids").generator();
    byte[] taken = new byte[Math.multiplyExact(Math.multiplyExact(codes, codes), codes)];
    short[] codes_NL = new short[Math.multiplyExact(items, LEVELS + 1)];
    for (int item = 0; item < items; item++) {
      int path = random.nextInt(taken.length);
      int rest = path;
      for (int level = LEVELS - 1; level >= 0; level--) {
        codes_NL[item * (LEVELS + 1) + level] = (short) (rest % codes);
        rest /= codes;
      }
      codes_NL[item * (LEVELS + 1) + LEVELS] = taken[path]++;
    }
    return new SemanticIds(numbers(items), LEVELS + 1, codes, codes_NL);
  }

  private static List<String> numbers(int items) {
    return new AbstractList<>() {
      @Override
      public String get(int item) {
        return Integer.toString(item);
      }

      @Override
      public int size() {
        return items;
      }
    };
  }
}
