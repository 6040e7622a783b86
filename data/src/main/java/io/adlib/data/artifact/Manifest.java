package io.adlib.data.artifact;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a folder of payload holds and how it came to be; {@code manifest.json} beside the payload.
 *
 * @param format version of this record's layout
 * @param kind what it is, such as {@code generator} or {@code release}
 * @param name the folder's name: the key's hash, or a release's version
 * @param created when it was finished
 * @param inputs the hash of each input by its name
 * @param config the settings it was made with
 * @param files every payload file, sorted by path
 */
public record Manifest(
    int format,
    String kind,
    String name,
    Instant created,
    Map<String, String> inputs,
    String config,
    List<PayloadFile> files) {

  /** The version this build writes and reads. */
  public static final int FORMAT = 1;

  public Manifest {
    inputs = java.util.Collections.unmodifiableSortedMap(new java.util.TreeMap<>(inputs));
    files = List.copyOf(files);
  }

  /**
   * One file of the payload.
   *
   * @param path relative to the folder, with forward slashes
   * @param bytes its size
   * @param sha256 of its content, 64 hexadecimal digits
   */
  public record PayloadFile(String path, long bytes, String sha256) {}

  /** Bytes of all payload files. */
  public long bytes() {
    return files.stream().mapToLong(PayloadFile::bytes).sum();
  }
}
