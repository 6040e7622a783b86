package io.adlib.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A running SHA-256, to name an artifact by what it was made of. Every part is length-prefixed, so
 * that ("ab","c") and ("a","bc") differ. Not thread-safe.
 */
public final class ContentHash {

  private static final long PIECE = 1 << 24;

  private final MessageDigest digest = sha256();

  /** Adds a text. */
  public ContentHash add(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a number. */
  public ContentHash add(long number) {
    return add(Long.toString(number));
  }

  /** Adds bytes. */
  public ContentHash add(byte[] bytes) {
    return add(MemorySegment.ofArray(bytes));
  }

  /** Adds bytes of any length, read where they lie. */
  public ContentHash add(MemorySegment bytes) {
    long length = bytes.byteSize();
    for (int shift = 56; shift >= 0; shift -= 8) {
      digest.update((byte) (length >>> shift));
    }
    for (long done = 0; done < length; done += PIECE) {
      digest.update(bytes.asSlice(done, Math.min(PIECE, length - done)).asByteBuffer());
    }
    return this;
  }

  /** The hash of all that was added, as 64 hexadecimal digits; resets this object. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The SHA-256 of a file's bytes alone, equal to what {@code sha256sum} prints. */
  public static String ofFile(Path file) {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("this JDK has no SHA-256", "use another JDK", e);
    }
  }
}
