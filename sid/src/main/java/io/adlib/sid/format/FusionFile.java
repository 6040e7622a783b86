package io.adlib.sid.format;

import io.adlib.core.ContentHash;
import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.kernel.safetensors.Dtype;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.sid.IntTable;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.nearest.Companions;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the generator is fused with, on disk, version 1: {@code start}, {@code item} I32 and {@code
 * together} F32 are {@link Companions}, mapped; {@code weights} F64 say what each feature of a
 * candidate counts. Metadata: {@code tokenizer} and {@code items}, the semantic IDs that it was
 * made on, and a SHA-256 over all, checked when it is opened.
 */
public final class FusionFile {

  private static final String FORMAT = "adlib-fusion";
  private static final int VERSION = 1;

  private FusionFile() {}

  /**
   * What a file holds.
   *
   * @param companions by the numbers of the semantic IDs
   * @param weight_F of the choice
   * @param tokenizer fingerprint of the semantic IDs' tokenizer
   * @param items hash of the semantic IDs' items and their order, see {@link #itemsOf}
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  public record Content(Companions companions, double[] weight_F, String tokenizer, String items) {}

  /** Names items and their order. */
  public static String itemsOf(SemanticIds ids) {
    var hash = new ContentHash().add(ids.size());
    ids.items().forEach(hash::add);
    return hash.hex();
  }

  /**
   * Writes a file, whole or not at all.
   *
   * @param ids that the companions' numbers are of
   * @throws io.adlib.core.EnvironmentException when it cannot be written
   */
  public static void save(Path file, Companions companions, double[] weight_F, SemanticIds ids) {
    SealedFile.write(
        file,
        FORMAT,
        VERSION,
        Map.of("tokenizer", ids.tokenizer(), "items", itemsOf(ids)),
        List.of(
            tensor("start", Dtype.I32, companions.start().bytes()),
            tensor("item", Dtype.I32, companions.item().bytes()),
            tensor("together", Dtype.F32, companions.weights()),
            Tensor.of("weights", weight_F, weight_F.length)));
  }

  private static Tensor tensor(String name, Dtype type, MemorySegment bytes) {
    return new Tensor(name, type, List.of(bytes.byteSize() / type.bytes()), bytes);
  }

  /**
   * Maps a file; it stays mapped for as long as the companions are used.
   *
   * @throws CorruptException when it is damaged
   * @throws InputException when there is none
   */
  public static Content map(Path path) {
    SafetensorsFile file = SealedFile.openLasting(path, FORMAT, VERSION, VERSION);
    try {
      return new Content(
          new Companions(
              new IntTable(data(file, "start", Dtype.I32)),
              new IntTable(data(file, "item", Dtype.I32)),
              data(file, "together", Dtype.F32)),
          file.tensor("weights").doubles(),
          file.metadata("tokenizer"),
          file.metadata("items"));
    } catch (IllegalArgumentException e) {
      throw new CorruptException(
          path + " contradicts itself: " + e.getMessage(), "make it again", e);
    }
  }

  private static MemorySegment data(SafetensorsFile file, String name, Dtype type) {
    Tensor tensor = file.tensor(name);
    if (tensor.dtype() != type) {
      throw new CorruptException(
          file.path() + " holds " + tensor.dtype() + " as " + name + ", not " + type,
          "make it again");
    }
    return tensor.data();
  }
}
