package io.adlib.kernel.lm;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.kernel.bpe.BytePairs;
import io.adlib.kernel.bpe.TokenizerFile;
import io.adlib.kernel.json.Json;
import io.adlib.kernel.json.JsonReader;
import io.adlib.kernel.safetensors.Dtype;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.kernel.safetensors.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A model's folder as Hugging Face has it: {@code config.json}, {@code tokenizer.json}, and {@code
 * model.safetensors} or its shards with {@code model.safetensors.index.json}. On opening, every
 * weight is looked for and its dimensions compared; numbers are read when asked for. Thread-safe
 * until {@link #close}.
 */
public final class LmFolder implements AutoCloseable {

  private static final String CONFIG = "config.json";
  private static final String TOKENIZER = "tokenizer.json";
  static final String WHOLE = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";
  private static final int NAMED = 3;
  private static final Set<Dtype> NUMBERS = EnumSet.of(Dtype.F32, Dtype.BF16, Dtype.F16);

  private final Path folder;
  private final LmConfigFile.Config config;
  private final List<SafetensorsFile> files = new ArrayList<>();
  private final Map<String, Tensor> tensors = new HashMap<>();

  private LmFolder(Path folder, LmConfigFile.Config config) {
    this.folder = folder;
    this.config = config;
  }

  /**
   * Opens and checks a folder.
   *
   * @throws InputException if it is not there, or the model is of another kind
   * @throws CorruptException if weights are missing, too many, or of other dimensions
   */
  public static LmFolder open(Path folder) {
    if (!Files.isRegularFile(folder.resolve(CONFIG))) {
      throw new InputException(
          folder + " has no " + CONFIG, "give the folder of a model as Hugging Face keeps it");
    }
    var opened = new LmFolder(folder, LmConfigFile.read(folder.resolve(CONFIG)));
    try {
      opened.openFiles();
      opened.check();
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void openFiles() {
    Path index = folder.resolve(INDEX);
    if (!Files.isRegularFile(index)) {
      add(WHOLE);
      return;
    }
    Map<String, String> fileOfWeight = new TreeMap<>();
    Json.Fields map =
        JsonReader.read(index)
            .fields("weight_map")
            .orElseThrow(() -> broken(index + " has no weight_map"));
    for (var entry : map.byName().entrySet()) {
      if (!(entry.getValue() instanceof Json.Text(String file))
          || !file.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
        throw broken(index + " names no file beside it for " + entry.getKey());
      }
      fileOfWeight.put(entry.getKey(), file);
    }
    new TreeSet<>(fileOfWeight.values()).forEach(this::add);
    if (!tensors.keySet().equals(fileOfWeight.keySet())) {
      throw broken(index + " does not list the weights that its files hold");
    }
  }

  private void add(String name) {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new InputException(file + " is missing", "download or export the model again");
    }
    SafetensorsFile opened = SafetensorsFile.open(file);
    files.add(opened);
    for (Tensor tensor : opened.tensors()) {
      if (tensors.put(tensor.name(), tensor) != null) {
        throw broken(file + " holds '" + tensor.name() + "' a second time");
      }
    }
  }

  private void check() {
    Map<String, long[]> expected = config.shape().tensors();
    var missing = new ArrayList<>(expected.keySet());
    missing.removeAll(tensors.keySet());
    if (!missing.isEmpty()) {
      throw broken(folder + " lacks " + some(missing));
    }
    expected.forEach((name, dimensions) -> weight(name).requireShape(dimensions));
    expected.forEach(
        (name, _) -> {
          if (!NUMBERS.contains(weight(name).dtype())) {
            throw broken(folder + ": '" + name + "' is " + weight(name).dtype());
          }
        });
    var extra = new TreeSet<>(tensors.keySet());
    extra.removeAll(expected.keySet());
    extra.removeIf(name -> name.endsWith(".rotary_emb.inv_freq"));
    if (config.shape().tied()) {
      extra.remove("lm_head.weight");
    }
    if (!extra.isEmpty()) {
      throw broken(folder + " has what its config.json does not ask for: " + some(extra));
    }
  }

  private static String some(java.util.Collection<String> names) {
    String few = String.join(", ", names.stream().limit(NAMED).toList());
    return names.size() <= NAMED ? few : few + " and " + (names.size() - NAMED) + " more weights";
  }

  private static CorruptException broken(String what) {
    return new CorruptException(what, "download or export the model again, config.json included");
  }

  /** What the model is. */
  public LmShape shape() {
    return config.shape();
  }

  /** Tokens at which a text ends, as the folder says. */
  public Set<Integer> ends() {
    return Set.copyOf(config.ends());
  }

  /**
   * The model's tokenizer.
   *
   * @throws InputException if it is not there or of another kind, or knows more tokens than the
   *     model
   */
  public BytePairs tokenizer() {
    BytePairs pairs = TokenizerFile.read(folder.resolve(TOKENIZER));
    if (pairs.size() > shape().vocabulary()) {
      throw new InputException(
          "the tokenizer in "
              + folder
              + " knows "
              + pairs.size()
              + " tokens, the model "
              + shape().vocabulary(),
          "use the tokenizer.json that belongs to the model");
    }
    return pairs;
  }

  /** A weight in the file. */
  private Tensor weight(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no weight named " + name);
    }
    return tensor;
  }

  /**
   * A copy of a weight's numbers, row-major.
   *
   * @throws CorruptException if one is not finite
   */
  public float[] floats(String name) {
    float[] values = weight(name).floats();
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw broken(folder + ": '" + name + "' holds " + value);
      }
    }
    return values;
  }

  @Override
  public void close() {
    files.forEach(SafetensorsFile::close);
  }
}
