package io.adlib.evaluate.sequential;

import io.adlib.core.InputException;
import io.adlib.core.Seed;
import java.util.BitSet;

/**
 * Items that nothing was learnt of: what a new ad is to a model that was trained before it came.
 * Immutable and thread-safe.
 */
public final class ColdItems {

  /** None at all. */
  public static final ColdItems NONE = new ColdItems(new BitSet());

  private final BitSet cold;

  private ColdItems(BitSet cold) {
    this.cold = cold;
  }

  /**
   * A share of all items, drawn evenly and without replacement.
   *
   * @param share in (0,1)
   */
  public static ColdItems drawn(int itemCount, double share, Seed seed) {
    if (!(share > 0 && share < 1)) {
      throw new InputException(
          "a share of " + share + " of the items to hold out", "use a share such as .1");
    }
    var random = seed.generator();
    var cold = new BitSet(itemCount);
    long wanted = Math.round(share * itemCount);
    for (int item = 0; item < itemCount; item++) {
      long left = wanted - cold.cardinality();
      if (random.nextInt(itemCount - item) < left) {
        cold.set(item);
      }
    }
    return new ColdItems(cold);
  }

  /** Those that stand in no training sequence. */
  public static ColdItems absentFrom(int[][] train, int itemCount) {
    var cold = new BitSet(itemCount);
    cold.set(0, itemCount);
    for (int[] sequence : train) {
      for (int item : sequence) {
        cold.clear(item);
      }
    }
    return new ColdItems(cold);
  }

  /** Whether nothing was learnt of an item. */
  public boolean contains(int item) {
    return cold.get(item);
  }

  /** How many there are. */
  public int count() {
    return cold.cardinality();
  }
}
