package io.adlib.learn.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Offset.offset;

import io.adlib.core.Seed;
import io.adlib.learn.tokenizer.AddedLoss;
import io.adlib.learn.tokenizer.Quantised;
import io.adlib.learn.torch.GradientCheck;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Each term's gradient against finite differences, in every weight and in the quantised vectors.
 */
class LossGradientTest {

  private static final int E = 6;
  private static final int C = 8;
  private static final int D = 5;
  private static final int[] BATCH = IntStream.range(0, 24).map(i -> (i * 7) % 60).toArray();

  private final Parameters parameters = new Parameters(new Seed(1));
  private final Behaviour behaviour = new Behaviour(Clusters.sequences(1), Clusters.ITEMS);
  private final CollaborativeVectors vectors =
      new CollaborativeVectors(
          "test", D, random(2, Clusters.ITEMS * D), random(3, Clusters.USERS * D));

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  @AfterEach
  void close() {
    parameters.close();
  }

  @Test
  void itemContrast() {
    check(new ItemContrast(1, E, .5, vectors, behaviour));
  }

  @Test
  void userContrast() {
    check(new UserContrast(1, E, .5, vectors, behaviour));
  }

  @Test
  void maskedReconstruction() {
    check(new MaskedReconstruction(1, E, .5, .5, new MaskedGraph(vectors, behaviour)));
  }

  @Test
  void codeDiversity() {
    parameters.normal("codebook.0", 1, C, E);
    parameters.normal("codebook.1", .5, C, E);
    var term = new CodeDiversity(1, 3);
    GradientCheck.check(parameters, () -> term.of(batch(zeros()), parameters, new Seed(5)));
  }

  @Test
  void distillation() {
    var term = new DualTeacherDistillation(1, E, teachers(), behaviour);
    parameters.normal("quantised", 1, BATCH.length, E);
    term.addWeights(parameters);
    // what is cut off from the gradient has to stay as it is while differences are taken
    float[] made = made();
    UnaryOperator<Tensor> cut = _ -> Tensor.of(made, BATCH.length, 3);
    GradientCheck.check(
        parameters,
        () -> term.loss(batch(parameters.get("quantised")), parameters, new Seed(5), cut));
    Map<String, float[]> checked = gradients();
    parameters.clearGradients();
    Torch.step(() -> loss(term).backward());
    gradients()
        .forEach(
            (name, gradient) ->
                assertThat(gradient).as(name).containsExactly(checked.get(name), offset(1e-6f)));
  }

  /** What the reconstruction branch makes of the batch. */
  private float[] made() {
    return Torch.stepWithoutGradient(
        () ->
            new Perceptron("student.generative", E, 128, 3)
                .apply(parameters.get("quantised"), parameters)
                .floats());
  }

  private Map<String, float[]> gradients() {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    parameters
        .byName()
        .forEach(
            (name, weight) -> gradients.put(name, Torch.step(() -> weight.gradient().floats())));
    return gradients;
  }

  @Test
  void theContrastiveBranchHasNoGradientInTheReconstructionBranch() {
    // with a generative teacher that agrees wholly, only the contrastive branch could move it
    var open = new DualTeacherDistillation(1, E, teachers(), behaviour);
    parameters.normal("quantised", 1, BATCH.length, E);
    open.addWeights(parameters);
    float[] agreed = new float[Clusters.ITEMS * 3];
    float[] made = made();
    for (int b = 0; b < BATCH.length; b++) {
      System.arraycopy(made, b * 3, agreed, BATCH[b] * 3, 3);
    }
    Teachers loose = teachers();
    var pleased =
        new DualTeacherDistillation(
            1,
            E,
            new Teachers(
                loose.contrastiveWidth(),
                loose.contrastive_NF(),
                loose.contrastive_UF(),
                3,
                agreed),
            behaviour);
    parameters.clearGradients();
    Torch.step(() -> loss(pleased).backward());
    parameters
        .byName()
        .forEach(
            (name, weight) -> {
              float[] gradient = Torch.step(() -> weight.gradient().floats());
              if (name.startsWith("student.generative")) {
                for (float g : gradient) {
                  assertThat(g).as(name).isCloseTo(0, within(1e-6f));
                }
              } else {
                assertThat(gradient).as(name).isNotEqualTo(new float[gradient.length]);
              }
            });
  }

  @Test
  void infoNceIsTheCrossEntropyOfTheCosines() {
    double[][] a = {{1, 0}, {0, 2}};
    double[][] b = {{3, 0}, {1, 1}};
    double cross = Math.sqrt(.5);
    double expected =
        .5 * (Math.log(Math.exp(2) + Math.exp(2 * cross)) - 2)
            + .5 * (Math.log(Math.exp(0) + Math.exp(2 * cross)) - 2 * cross);
    double loss =
        Torch.step(
            () ->
                InfoNce.loss(
                        Tensor.of(new float[] {1, 0, 0, 2}, a.length, 2),
                        Tensor.of(new float[] {3, 0, 1, 1}, b.length, 2),
                        new int[] {0, 1},
                        .5)
                    .item());
    assertThat(loss).isCloseTo(expected, within(1e-6));
  }

  @Test
  void anItemIsNoNegativeOfItself() {
    float[] same = {1, 0, 1, 0};
    double loss =
        Torch.step(
            () ->
                InfoNce.loss(Tensor.of(same, 2, 2), Tensor.of(same, 2, 2), new int[] {7, 7}, .1)
                    .item());
    assertThat(loss).isCloseTo(0, within(1e-6));
  }

  @Test
  void aBatchThatNobodyTookCostsNothing() {
    var nobody = new Behaviour(new int[][] {{0}}, Clusters.ITEMS);
    parameters.normal("quantised", 1, BATCH.length, E);
    List<AddedLoss> terms =
        List.of(
            new ItemContrast(1, E, .5, vectors, nobody),
            new UserContrast(1, E, .5, vectors, nobody),
            new MaskedReconstruction(1, E, .5, .5, new MaskedGraph(vectors, nobody)),
            new DualTeacherDistillation(1, E, teachers(), nobody));
    var unknown =
        new Quantised(
            new int[] {1, 2},
            Tensor.zeros(2, E),
            Tensor.zeros(2, E),
            new int[1][2],
            Tensor.zeros(2, E),
            List.of());
    for (AddedLoss term : terms) {
      term.addWeights(parameters);
      assertThat(Torch.step(() -> term.of(unknown, parameters, new Seed(5)).item())).isZero();
    }
  }

  private void check(AddedLoss term) {
    parameters.normal("quantised", 1, BATCH.length, E);
    term.addWeights(parameters);
    GradientCheck.check(parameters, () -> loss(term));
  }

  private Tensor loss(AddedLoss term) {
    return term.of(batch(parameters.get("quantised")), parameters, new Seed(5));
  }

  /** Codes go round; the codebooks are the parameters of that name, if there are any. */
  private Quantised batch(Tensor quantised_BE) {
    int[][] codes = new int[2][BATCH.length];
    for (int b = 0; b < BATCH.length; b++) {
      codes[0][b] = b % C;
      codes[1][b] = (b * 3) % C;
    }
    List<Tensor> books =
        parameters.byName().entrySet().stream()
            .filter(e -> e.getKey().startsWith("codebook"))
            .map(Map.Entry::getValue)
            .toList();
    return new Quantised(BATCH, quantised_BE, quantised_BE, codes, quantised_BE, books);
  }

  private static Tensor zeros() {
    return Tensor.zeros(BATCH.length, E);
  }

  /** Teachers of 4 and 3 numbers. */
  private static Teachers teachers() {
    return new Teachers(
        4,
        random(5, Clusters.ITEMS * 4),
        random(6, Clusters.USERS * 4),
        3,
        random(7, Clusters.ITEMS * 3));
  }

  private static float[] random(long seed, int size) {
    RandomGenerator random = new Seed(seed).generator();
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
