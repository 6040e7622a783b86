package io.adlib.learn.generator;

import io.adlib.core.CorruptException;
import io.adlib.core.Seed;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.RowSums;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.format.GeneratorFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
      return new ExportedGenerator(model(file, GeneratorFile.shape(file), new Seed(0)));
    }
  }

  /**
   * Reads a model to go on training it, with an evaluator: the file's own, or a fresh one if it has
   * none of that width.
   *
   * @param seed of a fresh evaluator
   */
  public static Generator toTrain(Path path, int evaluator, Seed seed) {
    try (var file = SafetensorsFile.open(path)) {
      return model(file, GeneratorFile.shape(file).evaluator(evaluator), seed);
    }
  }

  private static Generator model(SafetensorsFile file, GeneratorShape shape, Seed seed) {
    boolean valued = GeneratorFile.shape(file).evaluator() == shape.evaluator();
    var model = new Generator(shape, seed);
    model
        .parameters()
        .byName()
        .forEach(
            (name, weight) -> {
              if (name.startsWith("value.") && !valued) {
                return;
              }
              float[] values = file.tensor(name).requireShape(weight.shape()).floats();
              double scale = model.exportScale(name);
              for (int i = 0; i < values.length; i++) {
                values[i] = (float) (values[i] / scale);
              }
              model.parameters().set(name, values);
            });
    return model;
  }

  /** The model, for searching with {@link GeneratorBeam}. */
  public Generator model() {
    return model;
  }

  /**
   * The raw logits of the codes that may follow a prefix, at the last position of a prompt.
   *
   * @param prefix at least A−1 codes; at A−1 the logits are those of w
   * @return C numbers
   */
  public float[] logits(Prompt prompt, int... prefix) {
    var none = GeneratorRegularisation.NONE;
    GeneratorShape shape = model.shape();
    return Torch.stepWithoutGradient(
        () -> {
          RowSums sums = model.rowSums();
          var batch = new PromptBatch(List.of(prompt), shape);
          Tensor h_PD = model.encode(batch, sums, none, Dropout.NONE);
          int[] last = {prompt.length() - 1};
          Tensor s_1D = model.intent(h_PD, batch, last, none, Dropout.NONE);
          Tensor q_1D = s_1D;
          for (int level = shape.joint(); level <= prefix.length; level++) {
            int[] rows = rows(Arrays.copyOf(prefix, level));
            s_1D = model.choose(s_1D, sums.of(rows, 1));
            s_1D = model.refine(s_1D, level, none, Dropout.NONE);
            q_1D = model.query(s_1D, level, none, Dropout.NONE);
          }
          int[] path = Arrays.copyOf(prefix, prefix.length + 1);
          int[] rows_CF =
              IntStream.range(0, shape.codes())
                  .flatMap(
                      code -> {
                        path[prefix.length] = code;
                        return Arrays.stream(rows(path));
                      })
                  .toArray();
          Tensor node_CD = sums.of(rows_CF, shape.codes());
          return q_1D.matmul(node_CD.transpose(0, 1)).floats();
        });
  }

  /** The rows of the vector of the node at the end of a path, w at level A, v after it. */
  private int[] rows(int[] path) {
    int[] all = model.shape().pathRows(path);
    return path.length == model.shape().joint()
        ? all
        : new int[] {all[path.length - 1], all[all.length - 1]};
  }

  @Override
  public void close() {
    model.close();
  }
}
