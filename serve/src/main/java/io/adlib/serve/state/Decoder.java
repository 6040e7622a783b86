package io.adlib.serve.state;

import io.adlib.core.CorruptException;
import io.adlib.core.Money;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Function;

/** Reads what {@link Encoder} wrote. Not thread-safe. */
final class Decoder {

  private final ByteBuffer in;

  private Decoder(byte[] bytes) {
    in = ByteBuffer.wrap(bytes);
  }

  /**
   * Reads a value whole.
   *
   * @throws CorruptException if the bytes are no such value
   */
  static <T> T read(byte[] bytes, String what, Function<Decoder, T> reader) {
    var decoder = new Decoder(bytes);
    try {
      T value = reader.apply(decoder);
      if (decoder.in.hasRemaining()) {
        throw corrupt(what, null);
      }
      return value;
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw corrupt(what, e);
    }
  }

  private static CorruptException corrupt(
      String what, @org.jspecify.annotations.Nullable Throwable cause) {
    return new CorruptException(
        "the state store holds " + what + " that cannot be read",
        "restore state/ from a backup, or move it away to begin anew",
        cause);
  }

  int octet() {
    return in.get() & 0xff;
  }

  long number() {
    return in.getLong();
  }

  double real() {
    return in.getDouble();
  }

  float single() {
    return in.getFloat();
  }

  /** How many things of a size follow; no more than there are bytes for. */
  int count(int size) {
    long count = number();
    if (count < 0 || count > in.remaining() / size) {
      throw new IllegalArgumentException(count + " things");
    }
    return (int) count;
  }

  String text() {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("a text of " + length + " bytes");
    }
    byte[] utf8 = new byte[length];
    in.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  Instant instant() {
    return Instant.ofEpochSecond(in.getLong(), in.getInt());
  }

  Money money() {
    return Money.micros(number(), text());
  }
}
