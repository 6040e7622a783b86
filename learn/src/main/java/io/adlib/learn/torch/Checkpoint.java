package io.adlib.learn.torch;

import io.adlib.core.ContentHash;
import io.adlib.core.CorruptException;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.kernel.safetensors.SafetensorsWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A training as one safetensors file: weights, both moments of AdamW, its number of steps, and
 * whatever texts the training needs to go on. The file is whole or not there at all (temporary
 * file, forced to disk, renamed), and its checksum covers every number and text. Randomness needs
 * no state: masks and data order follow from the seed and the step.
 */
public final class Checkpoint {

  private static final String REMEDY = "remove the file to train from the start";
  private static final String CHECKSUM = "checksum";
  private static final String STEPS = "optimizer.steps";

  private Checkpoint() {}

  /** Writes weights alone, replacing what was there. */
  public static void save(Path file, Parameters parameters, Map<String, String> texts) {
    var tensors = new ArrayList<io.adlib.kernel.safetensors.Tensor>();
    collect(tensors, "", parameters.byName());
    write(file, tensors, texts);
  }

  /** Writes a training, replacing what was there. */
  public static void save(
      Path file, Parameters parameters, AdamW optimizer, Map<String, String> texts) {
    var tensors = new ArrayList<io.adlib.kernel.safetensors.Tensor>();
    collect(tensors, "", parameters.byName());
    collect(tensors, "adamw.mean/", optimizer.mean());
    collect(tensors, "adamw.square/", optimizer.square());
    var all = new TreeMap<>(texts);
    all.put(STEPS, Long.toString(optimizer.steps()));
    write(file, tensors, all);
  }

  private static void write(
      Path file, List<io.adlib.kernel.safetensors.Tensor> tensors, Map<String, String> texts) {
    var all = new TreeMap<>(texts);
    all.put(CHECKSUM, checksum(all, tensors));
    SafetensorsWriter.write(file, all, tensors);
  }

  private static void collect(
      List<io.adlib.kernel.safetensors.Tensor> into, String prefix, Map<String, Tensor> tensors) {
    tensors.forEach(
        (name, tensor) ->
            Torch.step(
                () -> {
                  into.add(
                      io.adlib.kernel.safetensors.Tensor.of(
                          prefix + name, tensor.floats(), tensor.shape()));
                }));
  }

  /**
   * Reads weights alone, from a file of either kind.
   *
   * @return the texts that were saved with them
   * @throws CorruptException if the file is damaged or belongs to another model
   */
  public static Map<String, String> load(Path file, Parameters parameters) {
    try (SafetensorsFile read = open(file)) {
      verify(read);
      restore(read, "", parameters.byName());
      return read.metadata();
    }
  }

  /**
   * Reads a training.
   *
   * @return the texts that were saved with it
   * @throws CorruptException if the file is damaged or belongs to another model
   */
  public static Map<String, String> load(Path file, Parameters parameters, AdamW optimizer) {
    try (SafetensorsFile read = open(file)) {
      verify(read);
      restore(read, "", parameters.byName());
      restore(read, "adamw.mean/", optimizer.mean());
      restore(read, "adamw.square/", optimizer.square());
      optimizer.restore(Long.parseLong(read.metadata(STEPS)));
      return read.metadata();
    }
  }

  /**
   * The texts of a file alone.
   *
   * @throws CorruptException if the file is damaged
   */
  public static Map<String, String> texts(Path file) {
    try (SafetensorsFile read = open(file)) {
      verify(read);
      return Map.copyOf(read.metadata());
    }
  }

  private static SafetensorsFile open(Path file) {
    try {
      return SafetensorsFile.open(file);
    } catch (CorruptException e) {
      throw new CorruptException(String.valueOf(e.getMessage()), REMEDY, e);
    }
  }

  private static void verify(SafetensorsFile file) {
    var texts = new TreeMap<>(file.metadata());
    texts.remove(CHECKSUM);
    if (!checksum(texts, file.tensors()).equals(file.metadata(CHECKSUM))) {
      throw new CorruptException(file.path() + " does not match its checksum", REMEDY);
    }
  }

  private static void restore(SafetensorsFile file, String prefix, Map<String, Tensor> into) {
    into.forEach(
        (name, tensor) -> {
          float[] values = file.tensor(prefix + name).requireShape(tensor.shape()).floats();
          Torch.stepWithoutGradient(
              () -> {
                tensor.at.copy_(Tensor.of(values, tensor.shape()).at);
                return true;
              });
        });
  }

  private static String checksum(
      Map<String, String> texts, List<io.adlib.kernel.safetensors.Tensor> tensors) {
    var hash = new ContentHash();
    new TreeMap<>(texts).forEach((key, value) -> hash.add(key).add(value));
    tensors.stream()
        .sorted(java.util.Comparator.comparing(io.adlib.kernel.safetensors.Tensor::name))
        .forEach(
            tensor ->
                hash.add(tensor.name())
                    .add(tensor.data().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)));
    return hash.hex();
  }
}
