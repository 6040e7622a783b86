package io.adlib.learn.generator;

import io.adlib.kernel.safetensors.SafetensorsWriter;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.sid.format.GeneratorFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/**
 * Writes a generator as {@code infer} reads it: what {@link GeneratorFile} says. The file is whole
 * or not there at all.
 */
public final class GeneratorExport {

  private GeneratorExport() {}

  /**
   * Writes the present weights; those that only training has are left out.
   *
   * @param tokenizer fingerprint of the one whose semantic IDs it was trained on
   * @param file safetensors; replaced if it is there
   */
  public static void write(Generator model, String tokenizer, Path file) {
    List<Tensor> tensors = new ArrayList<>();
    Set<String> served = GeneratorFile.tensors(model.shape()).keySet();
    model
        .parameters()
        .byName()
        .forEach(
            (name, weight) -> {
              if (!served.contains(name)) {
                return;
              }
              double scale = model.exportScale(name);
              float[] values = Torch.step(() -> weight.detach().mul(scale).floats());
              tensors.add(Tensor.of(name, values, weight.shape()));
            });
    var metadata = new LinkedHashMap<>(GeneratorFile.metadata(model.shape()));
    metadata.put("tokenizer", tokenizer);
    SafetensorsWriter.write(file, metadata, tensors);
  }
}
