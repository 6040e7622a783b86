package io.adlib.infer.generator;

import io.adlib.core.CorruptException;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.PackedMatrix;
import io.adlib.kernel.compute.RowPrecision;
import io.adlib.kernel.compute.RowTable;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.format.GeneratorFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A generator's weights, laid out for serving. Immutable and thread-safe.
 *
 * @param embedRows [V,D]
 * @param embedKind [4,D]
 * @param embedAction [ACTIONS,D]
 * @param embedGap [GAPS,D]
 * @param levels decoders of the levels from A on
 * @param evaluator what prefixes are worth, if the model has learnt it
 * @param parts what {@link io.adlib.sid.GeneratorParts} adds
 */
record Weights(
    RowTable embedRows,
    float[] embedKind,
    float[] embedAction,
    float[] embedGap,
    List<Block> blocks,
    Norm last,
    List<Level> levels,
    Optional<Evaluator> evaluator,
    PartWeights parts) {

  /** Gain and bias, [D] or [kinds,D]. */
  record Norm(float[] gain, float[] bias) {}

  /** {@code y = x W + b}. */
  record Linear(PackedMatrix weight, float[] bias) {}

  /**
   * One block. The two halves of {@code uqkv} stand apart, because the last block needs u and q of
   * one position only; 1/√d is multiplied into q.
   *
   * @param feeds one for all kinds of token, or one for each
   * @param nearness [H, maxLength]: what distance adds to a score, farthest first, so that the
   *     scores of a position and all before it find theirs in one run
   */
  record Block(
      Norm attention,
      Linear uq,
      Linear kv,
      float[] nearness,
      Linear out,
      Norm feedForward,
      List<Feed> feeds) {}

  /** A feed-forward. */
  record Feed(Linear up, Linear down) {}

  /** One code level's decoder; 1/√D is multiplied into the last norm. */
  record Level(Norm norm, Linear up, Linear down, Norm query) {}

  /**
   * The evaluator; 1/√D is multiplied into the last layers of the nodes' heads.
   *
   * @param nodes heads of the nodes of level A to L
   * @param rows [V]
   */
  record Evaluator(Head root, List<Head> nodes, float[] rows) {}

  /** One head of the evaluator. */
  record Head(Norm norm, Linear up, Linear down) {}

  static Weights read(
      SafetensorsFile file, GeneratorShape shape, Kernels kernels, RowPrecision precision) {
    return new Reader(file, shape, kernels, GeneratorFile.tensors(shape)).read(precision);
  }

  /** Reads the tensors of a file, each of the dimensions its shape gives it. */
  record Reader(
      SafetensorsFile file, GeneratorShape shape, Kernels kernels, Map<String, long[]> expected) {

    Weights read(RowPrecision precision) {
      var blocks = new ArrayList<Block>();
      for (int i = 0; i < shape.blocks(); i++) {
        blocks.add(block(i, "block." + i + "."));
      }
      var levels = new ArrayList<Level>();
      for (int level = shape.joint(); level < shape.depth(); level++) {
        levels.add(level("decode." + level + "."));
      }
      float[] embedRows = tensor("embed.rows");
      Arrays.fill(embedRows, 0, shape.width(), 0);
      return new Weights(
          RowTable.of(precision, kernels, embedRows, shape.width()),
          tensor("embed.kind"),
          tensor("embed.action"),
          tensor("embed.gap"),
          List.copyOf(blocks),
          norm("final_norm"),
          List.copyOf(levels),
          shape.hasEvaluator() ? Optional.of(evaluator()) : Optional.empty(),
          PartWeights.read(this, shape));
    }

    private Evaluator evaluator() {
      var nodes = new ArrayList<Head>();
      float scale = (float) (1 / Math.sqrt(shape.width()));
      for (int level = shape.joint(); level <= shape.depth(); level++) {
        nodes.add(head(GeneratorShape.valueHead(level), scale));
      }
      float[] rows = tensor("value.rows");
      rows[0] = 0;
      return new Evaluator(head("value.root", 1), List.copyOf(nodes), rows);
    }

    private Head head(String name, float scale) {
      float[] weight = tensor(name + ".down.weight");
      float[] bias = tensor(name + ".down.bias");
      scale(weight, 0, weight.length, scale);
      scale(bias, 0, bias.length, scale);
      var down = new Linear(kernels.pack(weight, weight.length / bias.length, bias.length), bias);
      return new Head(norm(name + ".norm"), linear(name + ".up"), down);
    }

    private Block block(int number, String name) {
      int width = shape.width();
      float[] weight = tensor(name + "uqkv.weight");
      float[] bias = tensor(name + "uqkv.bias");
      float scale = (float) (1 / Math.sqrt((double) width / shape.heads()));
      for (int i = 0; i < width; i++) {
        scale(weight, i * 4 * width + width, width, scale);
      }
      scale(bias, width, width, scale);
      return new Block(
          norm(name + "attn_norm"),
          half(weight, bias, 0),
          half(weight, bias, 2 * width),
          nearness(name + "position"),
          linear(name + "out"),
          norm(name + "ffn_norm"),
          IntStream.range(0, shape.feedForwards())
              .mapToObj(kind -> shape.feed(number, kind))
              .map(feed -> new Feed(linear(feed + "up"), linear(feed + "down")))
              .toList());
    }

    private static void scale(float[] x, int at, int n, float factor) {
      for (int i = at; i < at + n; i++) {
        x[i] *= factor;
      }
    }

    /** The columns [from, from + 2D) of the {@code [D,4D]} projection. */
    private Linear half(float[] weight, float[] bias, int from) {
      int width = shape.width();
      float[] columns = new float[width * 2 * width];
      for (int i = 0; i < width; i++) {
        System.arraycopy(weight, i * 4 * width + from, columns, i * 2 * width, 2 * width);
      }
      return new Linear(
          kernels.pack(columns, width, 2 * width),
          Arrays.copyOfRange(bias, from, from + 2 * width));
    }

    /** What distance adds to a score, as {@link Block#nearness}. */
    float[] nearness(String name) {
      float[] position_HR = tensor(name);
      int length = shape.maxLength();
      float[] nearness = new float[shape.heads() * length];
      for (int h = 0; h < shape.heads(); h++) {
        for (int distance = 0; distance < length; distance++) {
          nearness[h * length + length - 1 - distance] =
              position_HR[h * shape.positions() + Math.min(distance, shape.positions() - 1)];
        }
      }
      return nearness;
    }

    private Level level(String name) {
      Norm query = norm(name + "out_norm");
      float scale = (float) (1 / Math.sqrt(shape.width()));
      scale(query.gain(), 0, shape.width(), scale);
      scale(query.bias(), 0, shape.width(), scale);
      return new Level(norm(name + "norm"), linear(name + "up"), linear(name + "down"), query);
    }

    Norm norm(String name) {
      return new Norm(tensor(name + ".gain"), tensor(name + ".bias"));
    }

    Linear linear(String name) {
      return linear(name, 1);
    }

    /** One with its result multiplied by a factor. */
    Linear linear(String name, float factor) {
      float[] bias = tensor(name + ".bias");
      float[] weight = tensor(name + ".weight");
      scale(weight, 0, weight.length, factor);
      scale(bias, 0, bias.length, factor);
      return new Linear(kernels.pack(weight, weight.length / bias.length, bias.length), bias);
    }

    float[] tensor(String name) {
      Tensor tensor = file.tensor(name);
      long[] dimensions = expected.get(name);
      if (dimensions == null) {
        throw new IllegalStateException(name);
      }
      float[] values = tensor.requireShape(dimensions).floats();
      for (float value : values) {
        if (!Float.isFinite(value)) {
          throw new CorruptException(
              file.path() + ": tensor '" + name + "' holds " + value,
              "the training went astray: train and export the generator again");
        }
      }
      return values;
    }
  }
}
