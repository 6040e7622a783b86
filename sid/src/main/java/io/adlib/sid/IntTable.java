package io.adlib.sid;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Numbers in a row outside the heap: in memory of their own, or in a mapped file that processes
 * share. Little-endian. Immutable and thread-safe.
 *
 * @param bytes four a number
 */
public record IntTable(MemorySegment bytes) {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** A copy of some numbers. */
  public static IntTable of(int[] values, int count) {
    MemorySegment bytes = Arena.ofAuto().allocate(Math.max(1, (long) count * Integer.BYTES), 8);
    MemorySegment.copy(values, 0, bytes, INT, 0, count);
    return new IntTable(bytes.asSlice(0, (long) count * Integer.BYTES));
  }

  /** The number at a place. */
  public int get(int at) {
    return bytes.get(INT, (long) at * Integer.BYTES);
  }

  /** How many there are. */
  public int size() {
    return (int) (bytes.byteSize() / Integer.BYTES);
  }
}
