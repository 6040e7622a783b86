package io.adlib.encode.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Fields of a Protocol Buffers message, written by hand: the ONNX format
 * (github.com/onnx/onnx/blob/main/onnx/onnx.proto) needs no more of it. Not thread-safe.
 */
public final class OnnxBytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A whole number. */
  public OnnxBytes number(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  /** A 32-bit floating-point number. */
  public OnnxBytes real(int field, float value) {
    varint((long) field << 3 | 5);
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
    return this;
  }

  /** Bytes. */
  public OnnxBytes bytes(int field, byte[] value) {
    varint((long) field << 3 | 2);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  /** A text. */
  public OnnxBytes text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A message inside this one. */
  public OnnxBytes message(int field, OnnxBytes value) {
    return bytes(field, value.toByteArray());
  }

  /** The message so far. */
  public byte[] toByteArray() {
    return out.toByteArray();
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /**
   * A model with one more output: a tensor inside its graph, by name. Two messages one after the
   * other are their merger, so that nothing of the model is read or changed.
   */
  public static byte[] withOutput(byte[] model, String tensor) {
    byte[] more =
        new OnnxBytes()
            .message(7, new OnnxBytes().message(12, new OnnxBytes().text(1, tensor)))
            .toByteArray();
    byte[] all = java.util.Arrays.copyOf(model, model.length + more.length);
    System.arraycopy(more, 0, all, model.length, more.length);
    return all;
  }
}
