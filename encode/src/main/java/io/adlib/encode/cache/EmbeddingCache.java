package io.adlib.encode.cache;

import io.adlib.core.ContentHash;
import io.adlib.core.CorruptException;
import io.adlib.core.EnvironmentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Vectors by the content they were made of, in one append-only file for each encoder. Format,
 * little endian: a header {@code ADLBEMB1 | dimension i32 | fingerprint length i32 | fingerprint
 * UTF-8 | CRC-32C i32}, then records {@code key 16 bytes | dimension × f32 | CRC-32C i32}, all of
 * one length. A process that dies in the middle of a record leaves a short or unfitting tail, which
 * the next opening cuts off; a record damaged later is passed over and encoded again. One process
 * at a time. Thread-safe; vectors stay on disk, keys in memory (about 60 bytes each).
 */
public final class EmbeddingCache implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddingCache.class);
  private static final long MAGIC = 0x31424d45424c4441L; // "ADLBEMB1"

  private final Path file;
  private final FileChannel channel;
  private final int dimension;
  private final int recordBytes;
  private final String fingerprint;
  private final Map<ContentKey, Long> offsets = new HashMap<>();
  private long end;

  private EmbeddingCache(Path file, FileChannel channel, String fingerprint, int dimension)
      throws IOException {
    this.file = file;
    this.channel = channel;
    this.fingerprint = fingerprint;
    this.dimension = dimension;
    recordBytes = 16 + 4 * dimension + 4;
    try {
      if (channel.tryLock() == null) {
        throw inUse(file);
      }
    } catch (OverlappingFileLockException e) {
      throw inUse(file);
    }
    byte[] header = header(fingerprint, dimension);
    byte[] found = new byte[(int) Math.min(header.length, channel.size())];
    readFully(ByteBuffer.wrap(found), 0);
    if (channel.size() < header.length && startsWith(header, found)) {
      channel.truncate(0);
      writeFully(ByteBuffer.wrap(header), 0);
    } else if (!startsWith(header, found)) {
      throw new CorruptException(
          file + " is not a cache of " + fingerprint, "delete it; it fills again");
    }
    end = header.length;
    scan();
  }

  /** The cache of one encoder in a folder, which is made if need be. */
  public static EmbeddingCache open(Path folder, String fingerprint, int dimension) {
    String name = new ContentHash().add(fingerprint).hex().substring(0, 16) + ".embeddings";
    Path file = folder.resolve(name);
    FileChannel channel = null;
    try {
      Files.createDirectories(folder);
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      return new EmbeddingCache(file, channel, fingerprint, dimension);
    } catch (IOException e) {
      closeQuietly(channel);
      throw refused("open", file, e);
    } catch (CorruptException | EnvironmentException e) {
      closeQuietly(channel);
      throw e;
    }
  }

  /** How many things have a vector here. */
  public synchronized int size() {
    return offsets.size();
  }

  /** The file, for people. */
  public Path file() {
    return file;
  }

  ContentKey key(String content) {
    return ContentKey.of(fingerprint, content);
  }

  synchronized boolean has(ContentKey key) {
    return offsets.containsKey(key);
  }

  /** Copies a vector that is here to {@code out[at..at+dimension)}. */
  synchronized void read(ContentKey key, float[] out, int at) {
    long offset = offsets.getOrDefault(key, -1L);
    if (offset < 0) {
      throw new IllegalArgumentException("no vector of " + key);
    }
    try {
      ByteBuffer record = buffer(recordBytes);
      readFully(record, offset);
      if (!whole(record.flip())) {
        throw new CorruptException(
            file + " is damaged at byte " + offset, "run it again; the damaged part is redone");
      }
      record.position(16).asFloatBuffer().get(out, at, dimension);
    } catch (IOException e) {
      throw refused("read", file, e);
    }
  }

  /** Appends vectors and makes them durable; a failed append leaves the cache as it was. */
  synchronized void append(List<ContentKey> keys, float[] vectors_ND) {
    ByteBuffer records = buffer(Math.multiplyExact(keys.size(), recordBytes));
    for (int i = 0; i < keys.size(); i++) {
      int start = i * recordBytes;
      records.putLong(start, keys.get(i).high()).putLong(start + 8, keys.get(i).low());
      records
          .slice(start + 16, 4 * dimension)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .put(vectors_ND, i * dimension, dimension);
      records.putInt(start + recordBytes - 4, crc(records.slice(start, recordBytes - 4)));
    }
    try {
      writeFully(records, end);
      channel.force(false);
    } catch (IOException e) {
      try {
        channel.truncate(end);
      } catch (IOException f) {
        e.addSuppressed(f);
      }
      throw refused("write", file, e);
    }
    for (ContentKey key : keys) {
      offsets.put(key, end);
      end += recordBytes;
    }
  }

  private void scan() throws IOException {
    long size = channel.size();
    long lastGood = end;
    int damaged = 0;
    int perRead = Math.max(1, (1 << 20) / recordBytes);
    for (long at = end; at + recordBytes <= size; ) {
      int count = (int) Math.min(perRead, (size - at) / recordBytes);
      ByteBuffer records = buffer(count * recordBytes);
      readFully(records, at);
      for (int i = 0; i < count; i++, at += recordBytes) {
        ByteBuffer record =
            records.slice(i * recordBytes, recordBytes).order(ByteOrder.LITTLE_ENDIAN);
        if (whole(record)) {
          offsets.put(new ContentKey(record.getLong(0), record.getLong(8)), at);
          lastGood = at + recordBytes;
        } else {
          damaged++;
        }
      }
    }
    if (lastGood < size) {
      channel.truncate(lastGood);
    }
    if (damaged > 0 || lastGood < size) {
      LOG.warn(
          "{}: {} vectors did not read back and are encoded again", file, Math.max(1, damaged));
    }
    end = lastGood;
  }

  private boolean whole(ByteBuffer record) {
    return crc(record.slice(0, recordBytes - 4)) == record.getInt(recordBytes - 4);
  }

  private static int crc(ByteBuffer bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static byte[] header(String fingerprint, int dimension) {
    byte[] name = fingerprint.getBytes(StandardCharsets.UTF_8);
    ByteBuffer header = buffer(8 + 4 + 4 + name.length + 4);
    header.putLong(MAGIC).putInt(dimension).putInt(name.length).put(name);
    header.putInt(crc(header.slice(0, header.position())));
    return header.array();
  }

  private static boolean startsWith(byte[] whole, byte[] part) {
    return ByteBuffer.wrap(whole, 0, part.length).equals(ByteBuffer.wrap(part));
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void readFully(ByteBuffer into, long from) throws IOException {
    long at = from;
    while (into.hasRemaining()) {
      int n = channel.read(into, at);
      if (n < 0) {
        throw new IOException("the file ends at byte " + at);
      }
      at += n;
    }
  }

  private void writeFully(ByteBuffer bytes, long from) throws IOException {
    long at = from;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  private static EnvironmentException inUse(Path file) {
    return new EnvironmentException(
        file + " is in use by another process", "wait for it to end or stop it");
  }

  private static EnvironmentException refused(String verb, Path file, IOException e) {
    return new EnvironmentException(
        "cannot " + verb + " " + file + ": " + e.getMessage(),
        "check the disk's free space and the folder's permissions",
        e);
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.debug("closing after a failed opening", e);
    }
  }

  @Override
  public synchronized void close() {
    closeQuietly(channel);
  }
}
