package io.adlib.serve.state;

import io.adlib.core.Money;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Writes values one after the other; {@link Decoder} reads them back. Not thread-safe. */
final class Encoder {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
  private final DataOutputStream out = new DataOutputStream(bytes);

  /** One thing to write. */
  private interface Piece {
    void write() throws IOException;
  }

  private Encoder write(Piece piece) {
    try {
      piece.write();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Encoder octet(int value) {
    return write(() -> out.writeByte(value));
  }

  Encoder number(long value) {
    return write(() -> out.writeLong(value));
  }

  Encoder real(double value) {
    return write(() -> out.writeDouble(value));
  }

  Encoder single(float value) {
    return write(() -> out.writeFloat(value));
  }

  Encoder text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return write(
        () -> {
          out.writeInt(utf8.length);
          out.write(utf8);
        });
  }

  Encoder instant(Instant value) {
    return write(
        () -> {
          out.writeLong(value.getEpochSecond());
          out.writeInt(value.getNano());
        });
  }

  Encoder money(Money value) {
    return number(value.micros()).text(value.currency());
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
