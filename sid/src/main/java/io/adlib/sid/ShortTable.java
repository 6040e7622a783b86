package io.adlib.sid;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Codes in a row outside the heap: in memory of their own, or in a mapped file that processes
 * share. Little-endian. Immutable and thread-safe.
 *
 * @param bytes two a code
 */
public record ShortTable(MemorySegment bytes) {

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** A copy of some codes. */
  public static ShortTable of(short[] values, int count) {
    MemorySegment bytes = Arena.ofAuto().allocate(Math.max(1, (long) count * Short.BYTES), 8);
    MemorySegment.copy(values, 0, bytes, SHORT, 0, count);
    return new ShortTable(bytes.asSlice(0, (long) count * Short.BYTES));
  }

  /** The same with further codes at the end, copied. */
  ShortTable with(short[] more) {
    MemorySegment all =
        Arena.ofAuto()
            .allocate(Math.max(1, bytes.byteSize() + (long) more.length * Short.BYTES), 8);
    MemorySegment.copy(bytes, 0, all, 0, bytes.byteSize());
    MemorySegment.copy(more, 0, all, SHORT, bytes.byteSize(), more.length);
    return new ShortTable(all.asSlice(0, bytes.byteSize() + (long) more.length * Short.BYTES));
  }

  /** The code at a place. */
  public short get(long at) {
    return bytes.get(SHORT, at * Short.BYTES);
  }

  /** How many there are. */
  public long size() {
    return bytes.byteSize() / Short.BYTES;
  }
}
