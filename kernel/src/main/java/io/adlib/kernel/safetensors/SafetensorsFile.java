package io.adlib.kernel.safetensors;

import io.adlib.core.CorruptException;
import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import io.adlib.kernel.safetensors.HeaderReader.BadHeader;
import io.adlib.kernel.safetensors.HeaderReader.Entry;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A safetensors file, memory-mapped: a tensor's data is a slice of the mapping, read when touched.
 * The whole header is checked on opening, as the format demands: the tensors must cover the data
 * from its first to its last byte without gap or overlap, each as long as its shape says. Names are
 * kept in the file's order. Thread-safe; after {@link #close} no tensor of it may be read.
 *
 * <p>Format: 8 bytes of header length (little-endian), a JSON header, then the data. See
 * https://github.com/huggingface/safetensors.
 */
public final class SafetensorsFile implements AutoCloseable {

  /** The longest header that is read, in bytes. */
  public static final int MAX_HEADER = 16 << 20;

  private static final String REMEDY = "the file is damaged or no safetensors file: make it again";

  private final Path path;
  private final Arena arena;
  private final boolean closing;
  private final Map<String, String> metadata;
  private final Map<String, Tensor> tensors;

  private SafetensorsFile(
      Path path,
      Arena arena,
      boolean closing,
      Map<String, String> metadata,
      Map<String, Tensor> tensors) {
    this.path = path;
    this.arena = arena;
    this.closing = closing;
    this.metadata = Collections.unmodifiableMap(metadata);
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /**
   * Opens and checks a file.
   *
   * @throws InputException if there is no such file
   * @throws CorruptException if it is not a whole and well-formed safetensors file
   * @throws EnvironmentException if it cannot be read
   */
  public static SafetensorsFile open(Path path) {
    return open(path, Arena.ofShared(), true);
  }

  /**
   * The same, mapped for as long as anything refers to its tensors: closing it does nothing. All
   * processes that have it open share its pages.
   */
  public static SafetensorsFile openLasting(Path path) {
    return open(path, Arena.ofAuto(), false);
  }

  private static SafetensorsFile open(Path path, Arena arena, boolean closing) {
    boolean opened = false;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      SafetensorsFile file = parse(path, arena, closing, bytes);
      opened = true;
      return file;
    } catch (NoSuchFileException e) {
      throw new InputException("there is no file " + path, "check the path", e);
    } catch (BadHeader e) {
      throw new CorruptException(path + ": " + e.getMessage(), REMEDY, e);
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot read " + path + ": " + e.getMessage(), "check the file and its permissions", e);
    } finally {
      if (!opened && closing) {
        arena.close();
      }
    }
  }

  private static SafetensorsFile parse(Path path, Arena arena, boolean closing, MemorySegment bytes)
      throws BadHeader {
    if (bytes.byteSize() < 8) {
      throw new BadHeader("only " + bytes.byteSize() + " bytes long");
    }
    long length = bytes.get(Tensor.LONG, 0);
    if (length < 2 || length > MAX_HEADER || length > bytes.byteSize() - 8) {
      throw new BadHeader(
          "a header of "
              + Long.toUnsignedString(length)
              + " bytes does not fit in a file of "
              + bytes.byteSize()
              + " bytes (at most "
              + MAX_HEADER
              + " are read)");
    }
    var header = HeaderReader.read(utf8(bytes.asSlice(8, length)));
    MemorySegment data = bytes.asSlice(8 + length);
    requireWholeCover(header.entries(), data.byteSize());
    var tensors = new LinkedHashMap<String, Tensor>();
    for (var named : header.entries().entrySet()) {
      Entry entry = named.getValue();
      MemorySegment slice = data.asSlice(entry.begin(), entry.end() - entry.begin());
      tensors.put(named.getKey(), tensor(named.getKey(), entry, slice));
    }
    return new SafetensorsFile(path, arena, closing, header.metadata(), tensors);
  }

  private static Tensor tensor(String name, Entry entry, MemorySegment slice) throws BadHeader {
    try {
      return new Tensor(name, entry.dtype(), entry.shape(), slice);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new BadHeader(
          String.format(
              "tensor '%s' is %s%s but has %d bytes",
              name, entry.dtype(), entry.shape(), slice.byteSize()));
    }
  }

  private static void requireWholeCover(Map<String, Entry> entries, long size) throws BadHeader {
    var inOrder = new ArrayList<>(entries.entrySet());
    inOrder.sort(
        Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().begin())
            .thenComparingLong(e -> e.getValue().end()));
    long covered = 0;
    for (var named : inOrder) {
      Entry entry = named.getValue();
      if (entry.begin() != covered || entry.end() < entry.begin() || entry.end() > size) {
        throw new BadHeader(
            String.format(
                "tensor '%s' lies at [%d, %d) where %d was to follow, in %d bytes of data",
                named.getKey(), entry.begin(), entry.end(), covered, size));
      }
      covered = entry.end();
    }
    if (covered != size) {
      throw new BadHeader("the tensors end at byte " + covered + " of " + size + " bytes of data");
    }
  }

  private static String utf8(MemorySegment bytes) throws BadHeader {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toArray(ValueLayout.JAVA_BYTE)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new BadHeader("the header is not UTF-8");
    }
  }

  /** The texts under {@code __metadata__}; empty if there are none. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * A text under {@code __metadata__}.
   *
   * @throws CorruptException if there is none of that key
   */
  public String metadata(String key) {
    return Optional.ofNullable(metadata.get(key))
        .orElseThrow(
            () -> new CorruptException(path + " has no metadata key '" + key + "'", REMEDY));
  }

  /** The names of all tensors, in the file's order. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /** All tensors, in the file's order. */
  public List<Tensor> tensors() {
    return List.copyOf(tensors.values());
  }

  /**
   * The tensor of a name.
   *
   * @throws CorruptException if there is none
   */
  public Tensor tensor(String name) {
    return Optional.ofNullable(tensors.get(name))
        .orElseThrow(
            () ->
                new CorruptException(
                    path + " has no tensor '" + name + "'",
                    "the file belongs to another model: export it again"));
  }

  /** Where the file lies. */
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    if (closing) {
      arena.close();
    }
  }
}
