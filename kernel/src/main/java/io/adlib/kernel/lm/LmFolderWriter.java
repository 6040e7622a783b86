package io.adlib.kernel.lm;

import io.adlib.core.EnvironmentException;
import io.adlib.kernel.bpe.BytePairs;
import io.adlib.kernel.bpe.TokenizerFile;
import io.adlib.kernel.json.Json;
import io.adlib.kernel.json.Json.Digits;
import io.adlib.kernel.json.Json.Fields;
import io.adlib.kernel.json.Json.Text;
import io.adlib.kernel.json.JsonWriter;
import io.adlib.kernel.safetensors.Dtype;
import io.adlib.kernel.safetensors.SafetensorsWriter;
import io.adlib.kernel.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes a model's folder as Hugging Face has it; {@link LmFolder} and {@code transformers} read
 * it. Each file is whole or not there, and config.json, without which nobody takes it for a model,
 * comes last.
 *
 * @param shape what it is
 * @param ends tokens at which a text ends
 * @param tokenizer if the model has one
 * @param type F32 or BF16
 * @param shardBytes most bytes of weights a file, but one weight at least
 */
public record LmFolderWriter(
    LmShape shape, Set<Integer> ends, Optional<BytePairs> tokenizer, Dtype type, long shardBytes) {

  /** What {@code transformers} wants to be told. */
  private static final Map<String, String> METADATA = Map.of("format", "pt");

  /** A model in one file. */
  public static LmFolderWriter whole(
      LmShape shape, Set<Integer> ends, Optional<BytePairs> tokenizer, Dtype type) {
    return new LmFolderWriter(shape, ends, tokenizer, type, Long.MAX_VALUE);
  }

  /**
   * Writes.
   *
   * @param weights numbers of a weight by its name, row-major
   * @throws EnvironmentException if the folder cannot be written
   */
  public void write(Path folder, Function<String, float[]> weights) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw failure(folder, e);
    }
    var shards = new ArrayList<List<String>>();
    long room = 0;
    for (var weight : shape.tensors().entrySet()) {
      long bytes = type.bytes();
      for (long dimension : weight.getValue()) {
        bytes *= dimension;
      }
      if (shards.isEmpty() || bytes > room) {
        shards.add(new ArrayList<>());
        room = shardBytes;
      }
      shards.getLast().add(weight.getKey());
      room -= bytes;
    }
    shards(folder, shards, weights);
    tokenizer.ifPresent(
        pairs -> {
          text(folder.resolve("tokenizer.json"), TokenizerFile.text(pairs));
          text(folder.resolve("tokenizer_config.json"), tokenizerConfig(pairs));
        });
    String dtype = type == Dtype.BF16 ? "bfloat16" : "float32";
    text(folder.resolve("config.json"), LmConfigFile.text(shape, ends, dtype));
  }

  private void shards(Path folder, List<List<String>> shards, Function<String, float[]> weights) {
    Map<String, long[]> dimensions = shape.tensors();
    var map = new LinkedHashMap<String, Json>();
    long total = 0;
    for (int i = 0; i < shards.size(); i++) {
      String file =
          shards.size() == 1
              ? LmFolder.WHOLE
              : "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
      var tensors = new ArrayList<Tensor>();
      for (String name : shards.get(i)) {
        tensors.add(tensor(name, weights.apply(name), dimensions.getOrDefault(name, new long[0])));
        map.put(name, new Text(file));
        total += tensors.getLast().data().byteSize();
      }
      SafetensorsWriter.write(folder.resolve(file), METADATA, tensors);
    }
    if (shards.size() > 1) {
      var index = new LinkedHashMap<String, Json>();
      index.put("metadata", new Fields(Map.of("total_size", Digits.of(total))));
      index.put("weight_map", new Fields(map));
      text(folder.resolve(LmFolder.INDEX), JsonWriter.write(new Fields(index)));
    }
  }

  private Tensor tensor(String name, float[] values, long[] dimensions) {
    return type == Dtype.BF16
        ? Tensor.ofBf16(name, values, dimensions)
        : Tensor.of(name, values, dimensions);
  }

  private String tokenizerConfig(BytePairs pairs) {
    var json = new LinkedHashMap<String, Json>();
    json.put("tokenizer_class", new Text("PreTrainedTokenizerFast"));
    json.put("model_max_length", Digits.of(shape.positions()));
    json.put("clean_up_tokenization_spaces", new Json.Flag(false));
    pairs
        .specials()
        .forEach(
            (name, id) -> {
              if (ends.contains(id)) {
                json.putIfAbsent("eos_token", new Text(name));
                json.putIfAbsent("pad_token", new Text(name));
              }
            });
    return JsonWriter.write(new Fields(json));
  }

  private static void text(Path file, String text) {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".writing");
    try {
      Files.writeString(temporary, text);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static EnvironmentException failure(Path file, IOException e) {
    return new EnvironmentException(
        "cannot write " + file + ": " + e, "check the folder, its permissions and free space", e);
  }
}
