package io.adlib.sid.nearest;

import io.adlib.sid.IntTable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Which items go with which, and how much: a row an item, sparse, in memory outside the heap or in
 * a mapped file that processes share. Immutable and thread-safe.
 *
 * @param start where each item's row begins, [N+1], ascending from 0
 * @param item the companions' numbers, [E]
 * @param weights how much each goes with the row's item, [E] of float32, little-endian
 */
public record Companions(IntTable start, IntTable item, MemorySegment weights) {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /**
   * @throws IllegalArgumentException if the tables contradict one another
   */
  public Companions {
    if (start.size() < 1
        || start.get(0) != 0
        || start.get(start.size() - 1) != item.size()
        || weights.byteSize() != (long) item.size() * Float.BYTES) {
      throw new IllegalArgumentException("rows that do not cover the companions");
    }
    for (int row = 1; row < start.size(); row++) {
      if (start.get(row) < start.get(row - 1)) {
        throw new IllegalArgumentException("row " + row + " ends before it begins");
      }
    }
    for (int e = 0; e < item.size(); e++) {
      if (item.get(e) < 0 || item.get(e) >= start.size() - 1) {
        throw new IllegalArgumentException("item " + item.get(e) + " is not one of these");
      }
    }
  }

  /** N. */
  public int items() {
    return start.size() - 1;
  }

  /** How much a companion goes with its row's item; more is more. */
  public float weight(int entry) {
    return weights.get(FLOAT, (long) entry * Float.BYTES);
  }

  /** Takes rows one after the other. Not thread-safe. */
  public static final class Builder {

    private final int[] start;
    private int[] item = new int[1024];
    private float[] weight = new float[1024];
    private int rows;
    private int entries;

    /** Of so many items. */
    public Builder(int items) {
      start = new int[items + 1];
    }

    /** One more companion of the present row's item. */
    public void add(int companion, float itsWeight) {
      if (entries == item.length) {
        item = Arrays.copyOf(item, Math.multiplyExact(2, entries));
        weight = Arrays.copyOf(weight, item.length);
      }
      item[entries] = companion;
      weight[entries++] = itsWeight;
    }

    /** The next row begins. */
    public void endRow() {
      start[++rows] = entries;
    }

    /** The whole, once every row has ended. */
    public Companions build() {
      byte[] bytes = new byte[Math.multiplyExact(entries, Float.BYTES)];
      MemorySegment weights = MemorySegment.ofArray(bytes);
      MemorySegment.copy(weight, 0, weights, FLOAT, 0, entries);
      return new Companions(IntTable.of(start, start.length), IntTable.of(item, entries), weights);
    }
  }
}
