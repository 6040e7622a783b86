package io.adlib.sid.format;

import io.adlib.core.ContentHash;
import io.adlib.core.CorruptException;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.kernel.safetensors.SafetensorsWriter;
import io.adlib.kernel.safetensors.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A safetensors file whose metadata names its {@code format} and {@code version} and holds a
 * SHA-256 over everything else in it, checked before anything is read.
 */
final class SealedFile {

  private static final String CHECKSUM = "checksum";
  private static final String REMEDY = "make it again, or take it from a backup or another release";

  private SealedFile() {}

  static void write(
      Path file, String format, int version, Map<String, String> facts, List<Tensor> tensors) {
    Map<String, String> metadata = new TreeMap<>(facts);
    metadata.put("format", format);
    metadata.put("version", Integer.toString(version));
    metadata.put(CHECKSUM, checksum(metadata, tensors));
    SafetensorsWriter.write(file, metadata, tensors);
  }

  /**
   * Opens a file of one format and version; the caller closes it.
   *
   * @throws CorruptException when it is damaged, or of another format or version
   */
  static SafetensorsFile open(Path path, String format, int version) {
    return checked(SafetensorsFile.open(path), format, version, version);
  }

  /**
   * The same for as long as anything refers to its tensors; it need not be closed.
   *
   * @param oldest the first version that is accepted
   * @param newest the last
   */
  static SafetensorsFile openLasting(Path path, String format, int oldest, int newest) {
    return checked(SafetensorsFile.openLasting(path), format, oldest, newest);
  }

  private static SafetensorsFile checked(
      SafetensorsFile file, String format, int oldest, int newest) {
    Path path = file.path();
    try {
      if (!file.metadata().getOrDefault("format", "").equals(format)) {
        throw new CorruptException(path + " is no file of " + format, REMEDY);
      }
      int version = number(file, "version");
      if (version < oldest || version > newest) {
        throw new CorruptException(
            path + " has version " + version + " of " + format + ", not " + newest,
            "make it again with this version of Adlib");
      }
      Map<String, String> facts = new TreeMap<>(file.metadata());
      facts.remove(CHECKSUM);
      if (!checksum(facts, file.tensors()).equals(file.metadata(CHECKSUM))) {
        throw new CorruptException(path + " is damaged: its checksum differs", REMEDY);
      }
      return file;
    } catch (CorruptException e) {
      file.close();
      throw e;
    }
  }

  /** The number that a fact of a checked file states. */
  static int number(SafetensorsFile file, String key) {
    try {
      return Integer.parseInt(file.metadata(key));
    } catch (NumberFormatException e) {
      throw new CorruptException(file.path() + ": " + key + " is no number", REMEDY, e);
    }
  }

  private static String checksum(Map<String, String> facts, List<Tensor> tensors) {
    ContentHash hash = new ContentHash().add(facts.size());
    facts.forEach((key, value) -> hash.add(key).add(value));
    List<Tensor> inOrder = new ArrayList<>(tensors);
    inOrder.sort(Comparator.comparing(Tensor::name));
    for (Tensor tensor : inOrder) {
      hash.add(tensor.name()).add(tensor.dtype().name()).add(tensor.shape().toString());
      hash.add(tensor.data());
    }
    return hash.hex();
  }
}
