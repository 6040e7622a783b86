package io.adlib.kernel.safetensors;

import io.adlib.core.EnvironmentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes safetensors files, each whole or not at all: the bytes go to a temporary file beside the
 * target, are forced to disk, and are then renamed over it. The same tensors and metadata always
 * give the same bytes: wider element types come first, then names in order. Thread-safe.
 */
public final class SafetensorsWriter {

  private static final long CHUNK = 1 << 30;

  private SafetensorsWriter() {}

  /**
   * Writes a file, replacing one that is there.
   *
   * @throws IllegalArgumentException if two tensors have one name, or one is named {@code
   *     __metadata__}, or a text is no valid Unicode
   * @throws EnvironmentException if the file cannot be written; what was there before is unharmed
   */
  public static void write(Path file, Map<String, String> metadata, List<Tensor> tensors) {
    List<Tensor> inOrder =
        tensors.stream()
            .sorted(
                Comparator.comparingInt((Tensor t) -> -t.dtype().bytes())
                    .thenComparing(Tensor::name))
            .toList();
    byte[] header = header(metadata, inOrder);
    Path target = file.toAbsolutePath();
    Path temporary = target.resolveSibling("." + target.getFileName() + ".writing");
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        drain(channel, ByteBuffer.wrap(header));
        for (Tensor tensor : inOrder) {
          for (long at = 0; at < tensor.data().byteSize(); at += CHUNK) {
            long size = Math.min(CHUNK, tensor.data().byteSize() - at);
            drain(channel, tensor.data().asSlice(at, size).asByteBuffer());
          }
        }
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      remove(temporary, e);
      throw new EnvironmentException(
          "cannot write " + file + ": " + e, "check the folder, its permissions and free space", e);
    }
  }

  private static void drain(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static void remove(Path temporary, IOException cause) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Length, JSON and the spaces that align the data to 8 bytes. */
  private static byte[] header(Map<String, String> metadata, List<Tensor> tensors) {
    var json = new StringBuilder("{");
    if (!metadata.isEmpty()) {
      json.append("\"__metadata__\":{");
      new TreeMap<>(metadata)
          .forEach(
              (key, value) -> {
                quote(json.append(json.charAt(json.length() - 1) == '{' ? "" : ","), key);
                quote(json.append(':'), value);
              });
      json.append('}');
    }
    long at = 0;
    var names = new HashSet<String>();
    for (Tensor tensor : tensors) {
      if (!names.add(tensor.name()) || tensor.name().equals("__metadata__")) {
        throw new IllegalArgumentException("a second tensor named '" + tensor.name() + "'");
      }
      quote(json.append(json.length() == 1 ? "" : ","), tensor.name());
      json.append(":{\"dtype\":\"").append(tensor.dtype()).append("\",\"shape\":[");
      for (int i = 0; i < tensor.shape().size(); i++) {
        json.append(i == 0 ? "" : ",").append(tensor.shape().get(i));
      }
      json.append("],\"data_offsets\":[").append(at).append(',');
      at += tensor.data().byteSize();
      json.append(at).append("]}");
    }
    byte[] text = utf8(json.append('}'));
    int padded = Math.ceilDiv(text.length, 8) * 8;
    if (padded > SafetensorsFile.MAX_HEADER) {
      throw new IllegalArgumentException("a header of " + padded + " bytes is too long");
    }
    ByteBuffer bytes = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(padded).put(text);
    while (bytes.hasRemaining()) {
      bytes.put((byte) ' ');
    }
    return bytes.array();
  }

  private static byte[] utf8(StringBuilder json) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(json));
      byte[] text = new byte[bytes.remaining()];
      bytes.get(text);
      return text;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a name or a metadata text is no valid Unicode", e);
    }
  }

  private static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    json.append('"');
  }
}
