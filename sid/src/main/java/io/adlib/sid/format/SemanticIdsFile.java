package io.adlib.sid.format;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.kernel.safetensors.Dtype;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.ShortTable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Semantic IDs on disk, version 3: {@code codes} I16 {@code [items, depth]}, {@code ids} U8, all
 * ids in UTF-8 one after the other, {@code id_ends} I64 {@code [items]}, where each ends, {@code
 * index} I32, the items by hash; metadata {@code codes_per_level} and {@code tokenizer}. Written
 * whole or not at all; mapped when read, so that it takes no heap and processes share it. Version
 * 2, without the index, is read too.
 */
public final class SemanticIdsFile {

  private static final String FORMAT = "adlib-semantic-ids";
  private static final int VERSION = 3;
  private static final int WITHOUT_INDEX = 2;

  private SemanticIdsFile() {}

  /**
   * Writes a file.
   *
   * @throws InputException when an id is no valid Unicode
   * @throws io.adlib.core.EnvironmentException when it cannot be written
   */
  public static void save(Path file, SemanticIds semanticIds) {
    int depth = semanticIds.depth();
    long[] ends = new long[semanticIds.size()];
    var ids = new ByteArrayOutputStream();
    for (int item = 0; item < semanticIds.size(); item++) {
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
            new Tensor(
                "codes",
                Dtype.I16,
                List.of((long) semanticIds.size(), (long) depth),
                semanticIds.codes().bytes()),
            Tensor.of("id_ends", ends, ends.length),
            Tensor.of("ids", ids.toByteArray(), ids.size()),
            MappedNames.index(semanticIds.items())));
  }

  /**
   * Reads a file.
   *
   * @throws CorruptException when it is damaged
   * @throws InputException when there is none
   */
  public static SemanticIds load(Path path) {
    SafetensorsFile file = SealedFile.openLasting(path, FORMAT, WITHOUT_INDEX, VERSION);
    try {
      Tensor codes = file.tensor("codes");
      int depth = Math.toIntExact(codes.shape().getLast());
      int codesPerLevel = SealedFile.number(file, "codes_per_level");
      String tokenizer = file.metadata("tokenizer");
      if (file.names().contains("index")) {
        MappedNames names = MappedNames.of(file);
        codes.requireShape(names.size(), depth);
        return new SemanticIds(
            names, depth, codesPerLevel, new ShortTable(codes.data()), tokenizer);
      }
      List<String> ids = listed(file);
      codes.requireShape(ids.size(), depth);
      return new SemanticIds(ids, depth, codesPerLevel, codes.shorts(), tokenizer);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      throw new CorruptException(
          path + " contradicts itself: " + e.getMessage(), "make it again", e);
    }
  }

  private static List<String> listed(SafetensorsFile file) {
    byte[] bytes = file.tensor("ids").bytes();
    List<String> ids = new ArrayList<>();
    int from = 0;
    for (long end : file.tensor("id_ends").longs()) {
      ids.add(new String(bytes, from, Math.toIntExact(end - from), StandardCharsets.UTF_8));
      from = Math.toIntExact(end);
    }
    return ids;
  }

  private static byte[] utf8(String id) {
    byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
    if (!new String(bytes, StandardCharsets.UTF_8).equals(id)) {
      throw new InputException("item id '" + id + "' is no valid Unicode", "mend the id");
    }
    return bytes;
  }
}
