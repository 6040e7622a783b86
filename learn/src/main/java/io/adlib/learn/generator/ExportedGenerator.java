package io.adlib.learn.generator;

import io.adlib.core.CorruptException;
import io.adlib.core.Seed;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import java.nio.file.Path;
import java.util.List;

/**
 * An exported generator asked through libtorch: the reference that serving is compared with. Not
 * thread-safe.
 */
public final class ExportedGenerator implements AutoCloseable {

  private final Generator model;

  private ExportedGenerator(Generator model) {
    this.model = model;
  }

  /**
   * Reads what {@link GeneratorExport} wrote.
   *
   * @throws CorruptException if it is damaged or not a generator
   */
  public static ExportedGenerator load(Path path) {
    try (var file = SafetensorsFile.open(path)) {
      var model = new Generator(shape(file), new Seed(0));
      model
          .parameters()
          .byName()
          .forEach(
              (name, weight) -> {
                float[] values = file.tensor(name).requireShape(weight.shape()).floats();
                double scale = model.exportScale(name);
                for (int i = 0; i < values.length; i++) {
                  values[i] = (float) (values[i] / scale);
                }
                model.parameters().set(name, values);
              });
      return new ExportedGenerator(model);
    }
  }

  private static GeneratorShape shape(SafetensorsFile file) {
    return new GeneratorShape(
        dimension(file, "depth"),
        dimension(file, "codes"),
        dimension(file, "attributeRows"),
        dimension(file, "width"),
        dimension(file, "heads"),
        dimension(file, "blocks"),
        dimension(file, "hidden"),
        dimension(file, "positions"),
        dimension(file, "maxLength"));
  }

  private static int dimension(SafetensorsFile file, String name) {
    try {
      return Integer.parseInt(file.metadata(name));
    } catch (NumberFormatException e) {
      throw new CorruptException(
          file.path() + ": '" + name + "' is not a number", "export the generator again", e);
    }
  }

  /** The model, for searching with {@link GeneratorBeam}. */
  public Generator model() {
    return model;
  }

  /**
   * The raw logits of one level's codes at the last position of a prompt.
   *
   * @param prefix the codes of the levels before; its length is the level
   * @return C numbers
   */
  public float[] logits(Prompt prompt, int... prefix) {
    var none = GeneratorRegularisation.NONE;
    return Torch.stepWithoutGradient(
        () -> {
          Tensor h_PD =
              model.encode(new PromptBatch(List.of(prompt), model.shape()), none, Dropout.NONE);
          Tensor s_MD = h_PD.narrow(0, prompt.length() - 1, 1);
          for (int level = 0; level < prefix.length; level++) {
            Tensor code_M = Tensor.of(new int[] {prefix[level]}, 1);
            s_MD = model.choose(model.refine(s_MD, level, none, Dropout.NONE), level, code_M);
          }
          Tensor refined_MD = model.refine(s_MD, prefix.length, none, Dropout.NONE);
          return model.logits(refined_MD, prefix.length, none, Dropout.NONE).floats();
        });
  }

  @Override
  public void close() {
    model.close();
  }
}
