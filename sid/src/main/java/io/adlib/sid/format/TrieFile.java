package io.adlib.sid.format;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.kernel.safetensors.Dtype;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.sid.IntTable;
import io.adlib.sid.ShortTable;
import io.adlib.sid.Trie;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A trie on disk, version 1: its tables as they lie in memory, so that a process maps them and
 * reads only what it touches, and processes on one machine share them. {@code items} I32 by leaf,
 * {@code leaves} I32 by item, and for level ℓ {@code code.ℓ} I16, {@code child.ℓ} and {@code
 * leaf.ℓ} I32; metadata {@code codes_per_level} and {@code depth}, and a SHA-256 over all, checked
 * when it is opened.
 */
public final class TrieFile {

  private static final String FORMAT = "adlib-trie";
  private static final int VERSION = 1;

  private TrieFile() {}

  /**
   * Writes a file, whole or not at all.
   *
   * @throws io.adlib.core.EnvironmentException when it cannot be written
   */
  public static void save(Path file, Trie trie) {
    Trie.Tables tables = trie.tables();
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(tensor("items", tables.itemOfLeaf()));
    tensors.add(tensor("leaves", tables.leafOfItem()));
    for (int level = 0; level < trie.depth(); level++) {
      ShortTable codes = tables.code().get(level);
      tensors.add(
          new Tensor("code." + (level + 1), Dtype.I16, List.of(codes.size()), codes.bytes()));
      tensors.add(tensor("leaf." + level, tables.firstLeaf().get(level)));
      if (level < trie.depth() - 1) {
        tensors.add(tensor("child." + level, tables.firstChild().get(level)));
      }
    }
    SealedFile.write(
        file,
        FORMAT,
        VERSION,
        Map.of(
            "codes_per_level", Integer.toString(trie.codesPerLevel()),
            "depth", Integer.toString(trie.depth())),
        tensors);
  }

  private static Tensor tensor(String name, IntTable table) {
    return new Tensor(name, Dtype.I32, List.of((long) table.size()), table.bytes());
  }

  /**
   * Maps a file; it stays mapped for as long as the trie is used.
   *
   * @throws CorruptException when it is damaged
   * @throws InputException when there is none
   */
  public static Trie map(Path path) {
    SafetensorsFile file = SealedFile.openLasting(path, FORMAT, VERSION, VERSION);
    try {
      int depth = SealedFile.number(file, "depth");
      var code = new ArrayList<ShortTable>();
      var child = new ArrayList<IntTable>();
      var leaf = new ArrayList<IntTable>();
      for (int level = 0; level < depth; level++) {
        code.add(new ShortTable(checked(file, "code." + (level + 1), Dtype.I16)));
        leaf.add(ints(file, "leaf." + level));
        if (level < depth - 1) {
          child.add(ints(file, "child." + level));
        }
      }
      return Trie.of(
          new Trie.Tables(ints(file, "items"), ints(file, "leaves"), code, child, leaf),
          SealedFile.number(file, "codes_per_level"));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new CorruptException(
          path + " contradicts itself: " + e.getMessage(), "make it again", e);
    }
  }

  private static IntTable ints(SafetensorsFile file, String name) {
    return new IntTable(checked(file, name, Dtype.I32));
  }

  private static java.lang.foreign.MemorySegment checked(
      SafetensorsFile file, String name, Dtype type) {
    Tensor tensor = file.tensor(name);
    if (tensor.dtype() != type) {
      throw new CorruptException(
          file.path() + " holds " + tensor.dtype() + " as " + name + ", not " + type,
          "make it again");
    }
    return tensor.data();
  }
}
