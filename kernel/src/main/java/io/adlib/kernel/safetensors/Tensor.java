package io.adlib.kernel.safetensors;

import io.adlib.core.CorruptException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A named, shaped run of numbers, row-major and little-endian, in memory or in a mapped file.
 * Immutable as long as nobody writes to the segment or array behind it; thread-safe.
 *
 * @param name unique in its file
 * @param dtype element type
 * @param shape dimensions, outermost first; empty for a single number
 * @param data {@code product(shape) · dtype.bytes()} bytes
 */
public record Tensor(String name, Dtype dtype, List<Long> shape, MemorySegment data) {

  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /**
   * @throws IllegalArgumentException if the data is not as long as shape and dtype say
   */
  public Tensor {
    shape = List.copyOf(shape);
    long elements = 1;
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("tensor '" + name + "' has a negative dimension");
      }
      elements = Math.multiplyExact(elements, size);
    }
    if (Math.multiplyExact(elements, (long) dtype.bytes()) != data.byteSize()) {
      throw new IllegalArgumentException(
          "tensor '" + name + "' " + dtype + shape + " has " + data.byteSize() + " bytes");
    }
  }

  /** A tensor of float32 numbers, copied. */
  public static Tensor of(String name, float[] values, long... shape) {
    MemorySegment data = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, 4)]);
    MemorySegment.copy(values, 0, data, FLOAT, 0, values.length);
    return new Tensor(name, Dtype.F32, boxed(shape), data);
  }

  /** A tensor of float64 numbers. */
  public static Tensor of(String name, double[] values, long... shape) {
    MemorySegment data = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, 8)]);
    MemorySegment.copy(values, 0, data, DOUBLE, 0, values.length);
    return new Tensor(name, Dtype.F64, boxed(shape), data);
  }

  /** A tensor of 64-bit integers. */
  public static Tensor of(String name, long[] values, long... shape) {
    MemorySegment data = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, 8)]);
    MemorySegment.copy(values, 0, data, LONG, 0, values.length);
    return new Tensor(name, Dtype.I64, boxed(shape), data);
  }

  /** A tensor of 32-bit integers. */
  public static Tensor of(String name, int[] values, long... shape) {
    MemorySegment data = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, 4)]);
    MemorySegment.copy(values, 0, data, INT, 0, values.length);
    return new Tensor(name, Dtype.I32, boxed(shape), data);
  }

  /** A tensor of 16-bit integers. */
  public static Tensor of(String name, short[] values, long... shape) {
    MemorySegment data = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, 2)]);
    MemorySegment.copy(values, 0, data, SHORT, 0, values.length);
    return new Tensor(name, Dtype.I16, boxed(shape), data);
  }

  /** A tensor of bytes, U8. */
  public static Tensor of(String name, byte[] values, long... shape) {
    return new Tensor(name, Dtype.U8, boxed(shape), MemorySegment.ofArray(values.clone()));
  }

  /** A tensor of bfloat16 numbers: the upper half of float32, rounded to nearest even. */
  public static Tensor ofBf16(String name, float[] values, long... shape) {
    short[] halves = new short[values.length];
    for (int i = 0; i < halves.length; i++) {
      int bits = Float.floatToIntBits(values[i]);
      boolean nan = Float.isNaN(values[i]);
      halves[i] = (short) (nan ? 0x7fc0 : (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }
    Tensor bits = of(name, halves, shape);
    return new Tensor(name, Dtype.BF16, bits.shape, bits.data);
  }

  /** The number of elements. */
  public long elements() {
    return data.byteSize() / dtype.bytes();
  }

  /**
   * This tensor, if it has the shape.
   *
   * @throws CorruptException if it has another
   */
  public Tensor requireShape(long... expected) {
    if (!shape.equals(boxed(expected))) {
      throw new CorruptException(
          "tensor '" + name + "' has shape " + shape + " instead of " + Arrays.toString(expected),
          "the file belongs to another model: export it again");
    }
    return this;
  }

  /** A copy of the numbers of an F32, F16 or BF16 tensor; the last two widen without loss. */
  public float[] floats() {
    require(Dtype.F32, Dtype.F16, Dtype.BF16);
    if (dtype == Dtype.F32) {
      return data.toArray(FLOAT);
    }
    short[] halves = data.toArray(SHORT);
    float[] values = new float[halves.length];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          dtype == Dtype.F16
              ? Float.float16ToFloat(halves[i])
              : Float.intBitsToFloat(halves[i] << 16);
    }
    return values;
  }

  /** A copy of the numbers of an F64 tensor. */
  public double[] doubles() {
    require(Dtype.F64);
    return data.toArray(DOUBLE);
  }

  /** A copy of the numbers of an I64 tensor. */
  public long[] longs() {
    require(Dtype.I64);
    return data.toArray(LONG);
  }

  /** A copy of the numbers of an I32 tensor. */
  public int[] ints() {
    require(Dtype.I32);
    return data.toArray(INT);
  }

  /** A copy of the numbers of an I16 tensor. */
  public short[] shorts() {
    require(Dtype.I16);
    return data.toArray(SHORT);
  }

  /** A copy of the bytes of a U8, I8 or BOOL tensor. */
  public byte[] bytes() {
    require(Dtype.U8, Dtype.I8, Dtype.BOOL);
    return data.toArray(ValueLayout.JAVA_BYTE);
  }

  private void require(Dtype... allowed) {
    if (!Arrays.asList(allowed).contains(dtype)) {
      throw new CorruptException(
          "tensor '" + name + "' is " + dtype + " instead of " + Arrays.toString(allowed),
          "the file belongs to another model: export it again");
    }
  }

  private static List<Long> boxed(long... shape) {
    return Arrays.stream(shape).boxed().toList();
  }
}
