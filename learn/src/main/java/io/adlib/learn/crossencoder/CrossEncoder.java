package io.adlib.learn.crossencoder;

import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.encode.onnx.OnnxWeights.Weight;
import io.adlib.encode.text.TokenPair;
import io.adlib.learn.attention.PackedAttention;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An encoder of the BERT family that reads two texts together and says how well they fit, as a
 * grade from 1 to 4. Three logits on the mean of the last hidden states say how likely the grade is
 * above 1, above 2 and above 3; the expected grade is 1 and their sum. The table of words is not
 * trained: an ad's words are mostly others than those of the training. Letters: B pairs, P packed
 * positions, D width, F hidden. Lives until {@link #close}; not thread-safe.
 */
public final class CrossEncoder implements AutoCloseable {

  /** Cuts between the grades 1 to 4. */
  static final int CUTS = 3;

  private static final String WORDS = "embeddings.word_embeddings.weight";
  private static final String HEAD = "grade";
  private static final double DROPOUT = .1;
  private static final int SCORED_AT_ONCE = 64;

  private final BertShape shape;
  private final Parameters fixed;
  private final Parameters trained;

  private CrossEncoder(BertShape shape, Seed seed) {
    this.shape = shape;
    fixed = new Parameters(seed);
    trained = new Parameters(seed);
  }

  /**
   * Goes on from a pretrained encoder; only the head is new, and begins at nothing.
   *
   * @param weights by PyTorch's names; others beside them are passed over
   * @throws InputException if one is missing or of other dimensions
   */
  public static CrossEncoder of(BertShape shape, Map<String, Weight> weights, Seed seed) {
    var model = new CrossEncoder(shape, seed);
    shape
        .tensors()
        .forEach(
            (name, dimensions) -> {
              Weight weight = weights.get(name);
              if (weight == null || !Arrays.equals(weight.shape(), dimensions)) {
                model.close();
                throw new InputException(
                    "the encoder's weight %s is %s instead of %s"
                        .formatted(
                            name,
                            weight == null ? "missing" : Arrays.toString(weight.shape()),
                            Arrays.toString(dimensions)),
                    "give a BERT encoder of " + shape);
              }
              model.parameters(name).add(name, weight.values(), dimensions);
            });
    return model.withHead();
  }

  /**
   * An encoder that knows nothing yet: maps normal with deviation √(2/5D) (arXiv 1910.05895),
   * tables .02, gains 1, biases 0.
   */
  public static CrossEncoder fresh(BertShape shape, Seed seed) {
    var model = new CrossEncoder(shape, seed);
    shape
        .tensors()
        .forEach(
            (name, dimensions) -> {
              if (dimensions.length == 1) {
                int start = name.endsWith("LayerNorm.weight") ? 1 : 0;
                model.parameters(name).constant(name, start, dimensions);
              } else {
                double deviation = Math.sqrt(.4 / shape.width());
                model
                    .parameters(name)
                    .normal(name, name.startsWith("embed") ? .02 : deviation, dimensions);
              }
            });
    return model.withHead();
  }

  private Parameters parameters(String name) {
    return name.equals(WORDS) ? fixed : trained;
  }

  private CrossEncoder withHead() {
    trained.constant(HEAD + ".weight", 0, CUTS, shape.width());
    trained.constant(HEAD + ".bias", 0, CUTS);
    return this;
  }

  /**
   * Lets the head begin with what is known before any reading.
   *
   * @param pAbove how likely a grade is above 1, above 2 and above 3, each in (0,1)
   */
  void beginWith(double[] pAbove) {
    float[] bias = new float[CUTS];
    for (int cut = 0; cut < CUTS; cut++) {
      bias[cut] = (float) Math.log(pAbove[cut] / (1 - pAbove[cut]));
    }
    trained.set(HEAD + ".bias", bias);
  }

  /** All weights but the table of words. */
  public Parameters trained() {
    return trained;
  }

  /** The last hidden states, [P,D]. */
  Tensor hidden(PairBatch batch, Dropout dropout, Precision precision) {
    Tensor x_PD =
        fixed
            .get(WORDS)
            .detach()
            .rows(batch.token_P())
            .add(trained.get("embeddings.position_embeddings.weight").rows(batch.position_P()))
            .add(trained.get("embeddings.token_type_embeddings.weight").rows(batch.type_P()));
    x_PD = dropout.apply(norm(x_PD, "embeddings."), DROPOUT);
    for (int i = 0; i < shape.layers(); i++) {
      String layer = BertShape.layer(i);
      Tensor a_PD = attention(batch, x_PD, layer + "attention.", precision);
      x_PD = norm(x_PD.add(dropout.apply(a_PD, DROPOUT)), layer + "attention.output.");
      Tensor f_PF = linear(x_PD, layer + "intermediate.dense", precision).gelu();
      Tensor f_PD = linear(f_PF, layer + "output.dense", precision);
      x_PD = norm(x_PD.add(dropout.apply(f_PD, DROPOUT)), layer + "output.");
    }
    return x_PD;
  }

  private Tensor attention(PairBatch batch, Tensor x_PD, String name, Precision precision) {
    Tensor qkv_P3D =
        x_PD.project(
            together(name + "self.", ".weight"), together(name + "self.", ".bias"), precision);
    Tensor mixed_PD =
        PackedAttention.attend(
            batch.packing(),
            qkv_P3D,
            shape.heads(),
            group -> batch.mask().get(group.firstSequence()),
            Dropout.NONE,
            0);
    return linear(mixed_PD, name + "output.dense", precision);
  }

  private Tensor together(String name, String kind) {
    return Tensor.concat(
        0,
        trained.get(name + "query" + kind),
        trained.get(name + "key" + kind),
        trained.get(name + "value" + kind));
  }

  private Tensor linear(Tensor x, String name, Precision precision) {
    return x.project(trained.get(name + ".weight"), trained.get(name + ".bias"), precision);
  }

  private Tensor norm(Tensor x, String name) {
    return x.layerNorm(
        trained.get(name + "LayerNorm.weight"),
        trained.get(name + "LayerNorm.bias"),
        shape.epsilon());
  }

  /**
   * Logits of the cuts, [B,3].
   *
   * @param pairs ascending by length
   */
  Tensor logits(List<TokenPair> pairs, Dropout dropout, Precision precision) {
    PairBatch batch = PairBatch.of(pairs);
    Tensor mean_BD = batch.mean_BP().matmul(hidden(batch, dropout, precision));
    return linear(dropout.apply(mean_BD, DROPOUT), HEAD, Precision.FLOAT32);
  }

  /** Expected grades of pairs, from 1 to 4, in their order. */
  public double[] grades(List<TokenPair> pairs) {
    int[] order =
        IntStream.range(0, pairs.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> pairs.get(i).length()))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] grades = new double[order.length];
    for (int from = 0; from < order.length; from += SCORED_AT_ONCE) {
      int[] part = Arrays.copyOfRange(order, from, Math.min(order.length, from + SCORED_AT_ONCE));
      List<TokenPair> batch = Arrays.stream(part).mapToObj(pairs::get).toList();
      float[] above_B3 =
          Torch.stepWithoutGradient(
              () -> logits(batch, Dropout.NONE, Precision.FLOAT32).sigmoid().floats());
      for (int b = 0; b < part.length; b++) {
        grades[part[b]] = 1;
        for (int cut = 0; cut < CUTS; cut++) {
          grades[part[b]] += above_B3[b * CUTS + cut];
        }
      }
    }
    return grades;
  }

  @Override
  public void close() {
    fixed.close();
    trained.close();
  }
}
