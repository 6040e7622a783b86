package io.adlib.kernel.compute;

import java.util.Optional;

/**
 * A {@link PackedMatrix} whose numbers are all bfloat16, in half the memory: the upper halves of
 * its float32. What reads weights once for each row waits for memory, and so for half as long.
 * Treat the array as immutable, then it is thread-safe.
 *
 * @param in rows, the length of an input vector
 * @param out columns, the length of an output vector
 * @param panel columns a panel
 * @param data {@code ⌈out/panel⌉·in·panel} numbers, laid out as a {@link PackedMatrix} has them
 */
public record HalfMatrix(int in, int out, int panel, short[] data) {

  /** The same matrix; empty if a number of it would not be the same. */
  public static Optional<HalfMatrix> of(PackedMatrix whole) {
    float[] from = whole.data();
    short[] data = new short[from.length];
    for (int i = 0; i < data.length; i++) {
      int bits = Float.floatToRawIntBits(from[i]);
      if ((bits & 0xffff) != 0) {
        return Optional.empty();
      }
      data[i] = (short) (bits >>> 16);
    }
    return Optional.of(new HalfMatrix(whole.in(), whole.out(), whole.panel(), data));
  }

  /** The number at a place of {@link #data}. */
  public float at(int place) {
    return Float.intBitsToFloat(data[place] << 16);
  }
}
