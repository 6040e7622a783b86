package io.adlib.learn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Checkpoint;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.TrainingResult.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {

  static final InstantSource NOW = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
  static final Seed SEED = new Seed(11);

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  /** A line through points, with dropout and a matrix so that all of the state matters. */
  static class Line implements Trainee, AutoCloseable {
    final Parameters parameters = new Parameters(SEED);
    final List<Double> losses = new ArrayList<>();
    final LongConsumer afterStep;

    Line(LongConsumer afterStep) {
      this.afterStep = afterStep;
      parameters.normal("w", .1, 8, 4);
      parameters.normal("v", .1, 4, 1);
    }

    @Override
    public String name() {
      return "line";
    }

    @Override
    public Parameters parameters() {
      return parameters;
    }

    @Override
    public int examples() {
      return 50;
    }

    @Override
    public Step gradients(int[] examples, Seed randomness) {
      float[] x = new float[examples.length * 8];
      float[] y = new float[examples.length];
      for (int i = 0; i < examples.length; i++) {
        x[i * 8 + examples[i] % 8] = 1;
        y[i] = examples[i] % 8 - 3.5f;
      }
      double loss =
          Torch.step(
              () -> {
                Tensor hidden =
                    new Dropout(randomness)
                        .apply(Tensor.of(x, examples.length, 8).matmul(parameters.get("w")), .2);
                Tensor off =
                    hidden.matmul(parameters.get("v")).sub(Tensor.of(y, examples.length, 1));
                Tensor mean = off.mul(off).sum().mul(1.0 / examples.length);
                mean.backward();
                return mean.item();
              });
      losses.add(loss);
      afterStep.accept(losses.size());
      return new Step(loss, examples.length);
    }

    @Override
    public double validate() {
      return -losses.getLast();
    }

    @Override
    public void close() {
      parameters.close();
    }
  }

  static TrainingConfig config(int epochs) {
    return new TrainingConfig(
        8,
        epochs,
        .05,
        .1,
        5,
        1,
        new AdamW.Settings(.9, .99, 1e-8, .01),
        1,
        1000,
        3,
        TrainingConfig.NO_LIMIT);
  }

  @Test
  void aStoppedAndResumedTrainingHasTheVeryLossesOfAStraightOne() {
    List<Double> straight;
    try (var line = new Line(_ -> {})) {
      Training.run(line, config(6), folder.resolve("a"), Progress.SILENT, SEED, NOW);
      straight = line.losses;
    }
    List<Double> pieces = new ArrayList<>();
    End end = End.INTERRUPTED;
    for (int piece = 0; end == End.INTERRUPTED; piece++) {
      int stopAfter = 4 + 3 * piece;
      try (var line =
          new Line(
              step -> {
                if (step == stopAfter) {
                  Thread.currentThread().interrupt();
                }
              })) {
        end = Training.run(line, config(6), folder.resolve("b"), Progress.SILENT, SEED, NOW).end();
        assertThat(Thread.interrupted()).isEqualTo(end == End.INTERRUPTED);
        pieces.addAll(line.losses);
      }
    }
    assertThat(pieces).hasSize(42).isEqualTo(straight);
    assertThat(straight.getLast()).isLessThan(straight.getFirst() / 2);
  }

  @Test
  void afterACrashItGoesOnFromTheLastCheckpointToTheVeryLosses() {
    List<Double> straight;
    try (var line = new Line(_ -> {})) {
      Training.run(line, config(4), folder.resolve("a"), Progress.SILENT, SEED, NOW);
      straight = line.losses;
    }
    try (var line =
        new Line(
            step -> {
              if (step == 11) {
                throw new IllegalStateException("as if killed");
              }
            })) {
      assertThatThrownBy(
              () -> Training.run(line, config(4), folder.resolve("b"), Progress.SILENT, SEED, NOW))
          .hasMessage("as if killed");
    }
    try (var line = new Line(_ -> {})) {
      Training.run(line, config(4), folder.resolve("b"), Progress.SILENT, SEED, NOW);
      // the checkpoint before step 11 is that of step 9: checkpoints stand every third step
      assertThat(line.losses).isEqualTo(straight.subList(9, straight.size()));
    }
  }

  @Test
  void theBudgetEndsItAndTheRateHasFallenByThen() {
    var time = new long[1];
    InstantSource clock = () -> Instant.EPOCH.plusSeconds(time[0]);
    try (var line = new Line(_ -> time[0]++)) {
      var result =
          Training.run(
              line,
              config(1000).within(Duration.ofSeconds(20)),
              folder,
              Progress.SILENT,
              SEED,
              clock);
      assertThat(result.end()).isEqualTo(End.BUDGET);
      assertThat(result.steps()).isEqualTo(20);
      assertThat(result.elapsed()).isEqualTo(Duration.ofSeconds(20));
    }
  }

  /** Best at its second validation, by 1; what is validated, and how surely, is given. */
  static final class Worsening extends Line {
    final double uncertainty;
    final List<float[]> validated = new ArrayList<>();

    Worsening(double uncertainty) {
      super(_ -> {});
      this.uncertainty = uncertainty;
    }

    @Override
    public double validate() {
      validated.add(weights());
      return validated.size() == 2 ? 1 : 0;
    }

    @Override
    public double uncertainty() {
      return uncertainty;
    }

    float[] weights() {
      return parameters.get("w").floats();
    }
  }

  static TrainingConfig patient(int epochs, int patience) {
    TrainingConfig all = config(epochs);
    return new TrainingConfig(
        all.batch(),
        epochs,
        all.rate(),
        all.finalShare(),
        all.warmUp(),
        all.maxNorm(),
        all.adamw(),
        1,
        patience,
        100,
        TrainingConfig.NO_LIMIT);
  }

  @Test
  void itStopsWhenValidationGetsNoBetterAndKeepsTheBestWeights() {
    try (var line = new Worsening(2)) {
      var result = Training.run(line, patient(100, 2), folder, Progress.SILENT, SEED, NOW);
      assertThat(result.end()).isEqualTo(End.PATIENCE);
      assertThat(result.bestStep()).isEqualTo(14);
      assertThat(result.steps()).isEqualTo(28);
      assertThat(line.weights()).isEqualTo(line.validated.get(1));
    }
  }

  @Test
  void anAnnealedEndIsKeptUnlessAnEarlierValidationWasSurelyBetter() {
    try (var line = new Worsening(1)) {
      Training.run(line, patient(4, 9), folder.resolve("level"), Progress.SILENT, SEED, NOW);
      assertThat(line.validated).hasSize(4);
      assertThat(line.weights()).isEqualTo(line.validated.get(3));
    }
    try (var line = new Worsening(1)) {
      // found again, without another validation
      Training.run(line, patient(4, 9), folder.resolve("level"), Progress.SILENT, SEED, NOW);
      assertThat(line.validated).isEmpty();
      float[] again = line.weights();
      try (var best = new Worsening(1)) {
        Checkpoint.load(folder.resolve("level/best.safetensors"), best.parameters);
        assertThat(again).isNotEqualTo(best.weights());
      }
    }
    for (double sure : new double[] {.9, 0}) {
      try (var line = new Worsening(sure)) {
        Training.run(line, patient(4, 9), folder.resolve("" + sure), Progress.SILENT, SEED, NOW);
        assertThat(line.weights()).isEqualTo(line.validated.get(1));
      }
    }
  }

  @Test
  void aDamagedCheckpointIsSaidToBeSo() throws IOException {
    try (var line = new Line(_ -> {})) {
      Training.run(line, config(1), folder, Progress.SILENT, SEED, NOW);
    }
    Path file = folder.resolve("latest.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 5] ^= 1;
    Files.write(file, bytes);
    try (var line = new Line(_ -> {})) {
      assertThatThrownBy(() -> Training.run(line, config(1), folder, Progress.SILENT, SEED, NOW))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("checksum");
    }
    Files.write(file, java.util.Arrays.copyOf(bytes, 100));
    try (var line = new Line(_ -> {})) {
      assertThatThrownBy(() -> Training.run(line, config(1), folder, Progress.SILENT, SEED, NOW))
          .isInstanceOfSatisfying(
              CorruptException.class, e -> assertThat(e.remedy()).contains("remove the file"));
    }
  }

  @Test
  void otherSettingsDoNotResumeIt() {
    try (var line = new Line(_ -> {})) {
      Training.run(line, config(1), folder, Progress.SILENT, SEED, NOW);
    }
    try (var line = new Line(_ -> {})) {
      assertThatThrownBy(
              () -> Training.run(line, config(1), folder, Progress.SILENT, new Seed(12), NOW))
          .isInstanceOf(InputException.class)
          .hasMessage(folder + " holds a training with other settings: another seed");
      TrainingConfig brief = patient(1, 2);
      assertThatThrownBy(() -> Training.run(line, brief, folder, Progress.SILENT, SEED, NOW))
          .hasMessageEndingWith(
              "settings: patience 1000 instead of 2, checkpoint every 3 instead of 100");
    }
  }
}
