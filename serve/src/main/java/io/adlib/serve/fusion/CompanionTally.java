package io.adlib.serve.fusion;

import io.adlib.sid.nearest.Companions;

/**
 * Sums over the companions of a few items: a hash table in flat arrays (open addressing, linear
 * probing), so that it costs what is added, however many items there are. Reused from request to
 * request; not thread-safe.
 */
final class CompanionTally {

  /** Numbers of items plus one by slot; 0 where the slot is empty. */
  private int[] key_S = new int[0];

  private float[] sum_S = new float[0];
  private float[] newest_S = new float[0];
  private int[] used = new int[0];
  private int size;

  /** Empties it and makes room for the companions of some items. */
  void reset(Companions companions, int[] taken, int count) {
    for (int i = 0; i < size; i++) {
      key_S[used[i]] = 0;
    }
    size = 0;
    int most = 0;
    for (int t = 0; t < count; t++) {
      if (taken[t] < companions.items()) {
        most += companions.start().get(taken[t] + 1) - companions.start().get(taken[t]);
      }
    }
    if (used.length < most) {
      int slots = Integer.highestOneBit(most) << 2;
      key_S = new int[slots];
      sum_S = new float[slots];
      newest_S = new float[slots];
      used = new int[most];
    }
  }

  /**
   * Adds an item's companions; none if it is not known.
   *
   * @param newest whether it is the user's newest
   */
  void add(Companions companions, int item, float weight, boolean newest) {
    if (item >= companions.items()) {
      return;
    }
    int end = companions.start().get(item + 1);
    for (int e = companions.start().get(item); e < end; e++) {
      int slot = slot(companions.item().get(e));
      if (key_S[slot] == 0) {
        key_S[slot] = companions.item().get(e) + 1;
        sum_S[slot] = 0;
        newest_S[slot] = 0;
        used[size++] = slot;
      }
      float together = companions.weight(e);
      sum_S[slot] += weight * together;
      newest_S[slot] += newest ? together : 0;
    }
  }

  /** Where an item stands, or would. */
  private int slot(int item) {
    int mask = key_S.length - 1;
    int slot = (item * 0x9E3779B9) >>> 7 & mask;
    while (key_S[slot] != 0 && key_S[slot] != item + 1) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /** How many different companions there are. */
  int size() {
    return size;
  }

  /** The item of one of them. */
  int item(int number) {
    return key_S[used[number]] - 1;
  }

  /** The weighted sum of one of them. */
  float sum(int number) {
    return sum_S[used[number]];
  }

  /** The weighted sum of an item; 0 if it is no companion. */
  float sumOf(int item) {
    return size == 0 ? 0 : of(item, sum_S);
  }

  /** How much an item goes with the user's newest; 0 if it does not. */
  float newestOf(int item) {
    return size == 0 ? 0 : of(item, newest_S);
  }

  private float of(int item, float[] values_S) {
    int slot = slot(item);
    return key_S[slot] == 0 ? 0 : values_S[slot];
  }
}
