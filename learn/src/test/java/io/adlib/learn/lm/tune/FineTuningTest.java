package io.adlib.learn.lm.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.kernel.lm.LmShape;
import io.adlib.learn.lm.CausalLm;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingConfig;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineTuningTest {

  private static final LmShape SHAPE = LmShape.small(16, 16, 1, 4, 2, 24, 32);
  private static final AdaptiveWeights SHARP = new AdaptiveWeights(2, .3, .5);

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  /**
   * Two tasks with a known answer: the first token again, and the last token and the one after it.
   */
  private static List<Example> examples(int from, int to) {
    var examples = new ArrayList<Example>();
    var random = new Seed(from).generator();
    for (int i = from; i < to; i++) {
      int a = random.nextInt(12);
      int b = random.nextInt(12);
      examples.add(
          i % 4 == 0
              ? new Example("rare", "r" + i, new int[] {12, a, b, 14, b, (b + 1) % 12, 15}, 4)
              : new Example("often", "o" + i, new int[] {13, a, b, 14, a, 15}, 4));
    }
    return examples;
  }

  private static CausalLm model() {
    return CausalLm.fresh(SHAPE, Precision.FLOAT32, new Seed(1));
  }

  private static TrainingConfig config(int epochs) {
    return new TrainingConfig(
        16,
        epochs,
        .01,
        .1,
        5,
        1,
        new AdamW.Settings(.9, .95, 1e-8, .01),
        1,
        99,
        7,
        TrainingConfig.NO_LIMIT);
  }

  private FineTuning tuning(CausalLm model, AdaptiveWeights weights) {
    return new FineTuning("tune", model, examples(0, 320), examples(1000, 1060), weights, 0);
  }

  @Test
  void bothTasksAreLearned() {
    try (CausalLm model = model()) {
      var tuning = tuning(model, SHARP);
      Training.run(
          tuning, config(16), folder, Progress.SILENT, new Seed(1), InstantSource.system());
      assertThat(Arrays.stream(tuning.losses()).boxed())
          .as("of %s", tuning.progress().tasks())
          .allMatch(loss -> loss < .4);
      assertThat(Arrays.stream(tuning.progress().points().getFirst().loss_K()).boxed())
          .allMatch(loss -> loss > 2);
      assertThat(tuning.progress().points()).hasSize(17);
    }
  }

  @Test
  void peopleReadItsNameAndACheckpointAsksForTheSameWeightsOfTasks() {
    try (CausalLm model = model()) {
      var told = new ArrayList<String>();
      Progress progress =
          (label, total) -> {
            told.add(label);
            return Progress.SILENT.start(label, total);
          };
      var tuning = tuning(model, AdaptiveWeights.UNIFORM);
      Training.run(tuning, config(1), folder, progress, new Seed(1), InstantSource.system());
      assertThat(told).containsExactly("tune");
    }
    try (CausalLm model = model()) {
      var other = tuning(model, SHARP);
      assertThatThrownBy(
              () ->
                  Training.run(
                      other,
                      config(1),
                      folder,
                      Progress.SILENT,
                      new Seed(1),
                      InstantSource.system()))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("other settings");
    }
  }

  /**
   * Stopped after an epoch and resumed, losses, weights and curves are the same to the last bit.
   */
  @Test
  void resumedItIsBitEqual() {
    try (CausalLm straight = model();
        CausalLm stopped = model();
        CausalLm resumed = model()) {
      var all = tuning(straight, SHARP);
      Training.run(
          all,
          config(4),
          folder.resolve("a"),
          Progress.SILENT,
          new Seed(1),
          InstantSource.system());
      var first = new Stopping(tuning(stopped, SHARP), 33);
      Training.run(
          first,
          config(4),
          folder.resolve("b"),
          Progress.SILENT,
          new Seed(1),
          InstantSource.system());
      assertThat(Thread.interrupted()).isTrue();
      var second = tuning(resumed, SHARP);
      Training.run(
          second,
          config(4),
          folder.resolve("b"),
          Progress.SILENT,
          new Seed(1),
          InstantSource.system());
      assertThat(second.progress().csv()).isEqualTo(all.progress().csv());
      straight
          .trained()
          .byName()
          .forEach(
              (name, weight) ->
                  assertThat(resumed.trained().get(name).floats()).isEqualTo(weight.floats()));
    }
  }

  /** Interrupts its thread after some steps. */
  private record Stopping(FineTuning of, int[] left) implements io.adlib.learn.training.Trainee {
    Stopping(FineTuning of, int steps) {
      this(of, new int[] {steps});
    }

    @Override
    public String name() {
      return of.name();
    }

    @Override
    public String settings() {
      return of.settings();
    }

    @Override
    public io.adlib.learn.torch.Parameters parameters() {
      return of.parameters();
    }

    @Override
    public int examples() {
      return of.examples();
    }

    @Override
    public Step gradients(int[] examples, Seed randomness) {
      if (--left[0] == 0) {
        Thread.currentThread().interrupt();
      }
      return of.gradients(examples, randomness);
    }

    @Override
    public double validate() {
      return of.validate();
    }

    @Override
    public Map<String, String> state() {
      return of.state();
    }

    @Override
    public void restore(Map<String, String> texts) {
      of.restore(texts);
    }
  }

  private static final Example FIVE = new Example("t", "1", new int[] {1, 2, 3, 4, 5}, 4);

  private static FineTuning five(CausalLm model, double promptWeight) {
    return new FineTuning(
        "t", model, List.of(FIVE), List.of(FIVE), AdaptiveWeights.UNIFORM, promptWeight);
  }

  /** −log p of the tokens that follow each of 1, 2, 3, 4. */
  private static List<Tensor> losses(CausalLm model) {
    Tensor logP_PV = model.logits(model.hidden(new int[][] {{1, 2, 3, 4}}).h_PD()).logSoftmax();
    return IntStream.range(0, 4)
        .mapToObj(i -> logP_PV.narrow(0, i, 1).narrow(1, i + 2, 1).sum().mul(-1))
        .toList();
  }

  private static Map<String, float[]> gradient(CausalLm model, Runnable backward) {
    model.trained().clearGradients();
    backward.run();
    Map<String, float[]> gradient = new HashMap<>();
    model
        .trained()
        .byName()
        .forEach((n, w) -> gradient.put(n, Torch.step(() -> w.gradient().floats())));
    return gradient;
  }

  private static void assertAlike(Map<String, float[]> one, Map<String, float[]> other) {
    one.forEach((n, g) -> assertThat(g).as(n).containsExactly(other.get(n), within(1e-5f)));
  }

  @Test
  void maskedPromptsTeachNothing() {
    try (CausalLm model = model()) {
      FineTuning tuning = five(model, 0);
      double expected =
          Torch.stepWithoutGradient(() -> (double) losses(model).getLast().floats()[0]);
      assertThat(tuning.losses()[0]).isCloseTo(expected, within(1e-5));
      assertAlike(
          gradient(model, () -> tuning.gradients(new int[] {0}, new Seed(1))),
          gradient(model, () -> Torch.step(() -> losses(model).getLast().backward())));
    }
  }

  @Test
  void promptsTeachByTheirWeight() {
    try (CausalLm model = model()) {
      FineTuning tuning = five(model, .6);
      double expected =
          Torch.stepWithoutGradient(() -> (double) losses(model).getLast().floats()[0]);
      assertThat(tuning.losses()[0]).as("of the answer alone").isCloseTo(expected, within(1e-5));
      assertAlike(
          gradient(model, () -> tuning.gradients(new int[] {0}, new Seed(1))),
          gradient(
              model,
              () ->
                  Torch.step(
                      () -> {
                        List<Tensor> all = losses(model);
                        Tensor prompt = all.get(0).add(all.get(1)).add(all.get(2));
                        all.get(3).add(prompt.mul(.6 / 3)).backward();
                      })));
    }
  }

  @Test
  void harderExamplesAndTasksWeighMore() {
    double[] instance = SHARP.ofInstances(new double[] {.95, .5, .1});
    assertThat(instance[0]).isLessThan(instance[1]);
    assertThat(instance[1]).isLessThan(instance[2]);
    double[] task = SHARP.ofTasks(new double[] {.2, .9});
    assertThat(task[0]).isLessThan(1);
    assertThat(task[1]).isGreaterThan(1);
    assertThat(AdaptiveWeights.UNIFORM.ofInstances(new double[] {.1, .9})).containsExactly(1, 1);
    assertThat(AdaptiveWeights.UNIFORM.ofTasks(new double[] {.1, .9})).containsExactly(1, 1);
  }

  @Property(tries = 300)
  void weightsHaveMeanOneWithinBounds(
      @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = 0, max = 1) Double> p) {
    double[] all = p.stream().mapToDouble(x -> x).toArray();
    for (double[] weights : List.of(SHARP.ofInstances(all), SHARP.ofTasks(all))) {
      assertThat(Arrays.stream(weights).boxed()).allMatch(w -> w >= .25 - 1e-9 && w <= 4 + 1e-9);
      assertThat(Arrays.stream(weights).average().orElse(0)).isCloseTo(1, within(1e-6));
    }
  }
}
