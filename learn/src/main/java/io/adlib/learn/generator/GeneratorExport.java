package io.adlib.learn.generator;

import io.adlib.kernel.safetensors.SafetensorsWriter;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.sid.GeneratorShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a generator as {@code infer} reads it: tensors by the names of {@link GeneratorShape}, and
 * the shape as texts in the metadata. The file is whole or not there at all.
 */
public final class GeneratorExport {

  private GeneratorExport() {}

  /**
   * Writes the present weights.
   *
   * @param file safetensors; replaced if it is there
   */
  public static void write(Generator model, Path file) {
    List<Tensor> tensors = new ArrayList<>();
    model
        .parameters()
        .byName()
        .forEach(
            (name, weight) -> {
              double scale = model.exportScale(name);
              float[] values = Torch.step(() -> weight.detach().mul(scale).floats());
              tensors.add(Tensor.of(name, values, weight.shape()));
            });
    SafetensorsWriter.write(file, metadata(model.shape()), tensors);
  }

  static Map<String, String> metadata(GeneratorShape shape) {
    var texts = new LinkedHashMap<String, String>();
    texts.put("depth", Integer.toString(shape.depth()));
    texts.put("codes", Integer.toString(shape.codes()));
    texts.put("attributeRows", Integer.toString(shape.attributeRows()));
    texts.put("width", Integer.toString(shape.width()));
    texts.put("heads", Integer.toString(shape.heads()));
    texts.put("blocks", Integer.toString(shape.blocks()));
    texts.put("hidden", Integer.toString(shape.hidden()));
    texts.put("positions", Integer.toString(shape.positions()));
    texts.put("maxLength", Integer.toString(shape.maxLength()));
    return texts;
  }
}
