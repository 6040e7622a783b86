package io.adlib.sid.format;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.sid.SemanticIds;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Semantic IDs on disk, version 2: {@code codes} I16 {@code [items, depth]}, {@code ids} U8, all
 * ids in UTF-8 one after the other, {@code id_ends} I64 {@code [items]}, where each ends; metadata
 * {@code codes_per_level} and {@code tokenizer}. Written whole or not at all.
 */
public final class SemanticIdsFile {

  private static final String FORMAT = "adlib-semantic-ids";
  private static final int VERSION = 2;

  private SemanticIdsFile() {}

  /**
   * Writes a file.
   *
   * @throws InputException when an id is no valid Unicode
   * @throws io.adlib.core.EnvironmentException when it cannot be written
   */
  public static void save(Path file, SemanticIds semanticIds) {
    int depth = semanticIds.depth();
    short[] codes = new short[semanticIds.size() * depth];
    long[] ends = new long[semanticIds.size()];
    var ids = new ByteArrayOutputStream();
    for (int item = 0; item < semanticIds.size(); item++) {
      for (int level = 0; level < depth; level++) {
        codes[item * depth + level] = (short) semanticIds.code(item, level);
      }
      ids.writeBytes(utf8(semanticIds.items().get(item)));
      ends[item] = ids.size();
    }
    SealedFile.write(
        file,
        FORMAT,
        VERSION,
        Map.of(
            "codes_per_level", Integer.toString(semanticIds.codesPerLevel()),
            "tokenizer", semanticIds.tokenizer()),
        List.of(
            Tensor.of("codes", codes, semanticIds.size(), depth),
            Tensor.of("id_ends", ends, ends.length),
            Tensor.of("ids", ids.toByteArray(), ids.size())));
  }

  /**
   * Reads a file.
   *
   * @throws CorruptException when it is damaged
   * @throws InputException when there is none
   */
  public static SemanticIds load(Path path) {
    try (SafetensorsFile file = SealedFile.open(path, FORMAT, VERSION)) {
      long[] ends = file.tensor("id_ends").longs();
      Tensor codes = file.tensor("codes");
      byte[] bytes = file.tensor("ids").bytes();
      List<String> ids = new ArrayList<>(ends.length);
      int from = 0;
      for (long end : ends) {
        ids.add(new String(bytes, from, Math.toIntExact(end - from), StandardCharsets.UTF_8));
        from = Math.toIntExact(end);
      }
      int depth = Math.toIntExact(codes.shape().getLast());
      codes.requireShape(ids.size(), depth);
      return new SemanticIds(
          ids,
          depth,
          SealedFile.number(file, "codes_per_level"),
          codes.shorts(),
          file.metadata("tokenizer"));
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      throw new CorruptException(
          path + " contradicts itself: " + e.getMessage(), "make it again", e);
    }
  }

  private static byte[] utf8(String id) {
    byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
    if (!new String(bytes, StandardCharsets.UTF_8).equals(id)) {
      throw new InputException("item id '" + id + "' is no valid Unicode", "mend the id");
    }
    return bytes;
  }
}
