package io.adlib.learn.generator;

import static io.adlib.learn.generator.TestingWalks.ALL;
import static io.adlib.learn.generator.TestingWalks.IDS;
import static io.adlib.learn.generator.TestingWalks.SHAPE;
import static io.adlib.learn.generator.TestingWalks.TRIE;
import static io.adlib.learn.generator.TestingWalks.shape;
import static io.adlib.learn.generator.TestingWalks.walks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.learn.training.TrainingResult;
import io.adlib.sid.GeneratorParts;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.format.GeneratorFile;
import io.adlib.sid.prompt.TrainingSequence;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A cycle of items is learnt to loss 0, with each part of GPR. */
class GeneratorTrainerTest {

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  @Test
  void itLearnsACycleToNearZeroLossAndExportsTheBest() {
    var first = train("learned", 1, 40);
    assertThat(first.result().lastLoss()).isLessThan(.02);
    assertThat(first.recallAt10()).isEqualTo(1);
    assertThat(first.result().bestValidation()).isGreaterThan(.95);
    try (var file = SafetensorsFile.open(first.weights())) {
      assertThat(file.metadata("depth")).isEqualTo("3");
      assertThat(file.metadata("maxLength")).isEqualTo("12");
      file.tensor("embed.rows").requireShape(SHAPE.rows(), 16);
      file.tensor("block.1.position").requireShape(2, 8);
      file.tensor("decode.2.out_norm.gain").requireShape(16);
      assertThat(Arrays.copyOf(file.tensor("embed.rows").floats(), 16)).containsOnly(0f);
      assertThat(file.names()).isEqualTo(GeneratorFile.tensors(SHAPE).keySet());
    }
  }

  /** What follows is certain, so the least loss is 0, with every head that predicts. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("io.adlib.learn.generator.TestingWalks#parts")
  void withEachPartAloneItLearnsTheCycle(String name, GeneratorParts parts, int predictions) {
    int epochs = predictions == 1 ? 20 : 40;
    var learnt = train(name, 1, epochs, SHAPE.with(1, parts), predictions, walks());
    assertThat(learnt.result().lastLoss()).isLessThan(.2);
    assertThat(learnt.recallAt10()).isEqualTo(1);
  }

  @Test
  void withAFeedForwardAKindItLearnsTheCycle() {
    assertThat(train("kinds", 1, 20, shape(1, 4), 1, walks()).result().lastLoss()).isLessThan(.2);
  }

  /** The thought alone says where a walk begins, so only what reads it can know the first item. */
  @Test
  void aThoughtIsRead() {
    var walks = new ArrayList<TrainingSequence>();
    for (int u = 0; u < 120; u++) {
      float[] thought_W = new float[5];
      thought_W[u % 5] = 1;
      var user = new Prompt(new byte[1], new byte[1], new byte[1], new int[5], thought_W);
      walks.add(new TrainingSequence(user, new int[] {3 * (u % 5)}));
    }
    GeneratorShape shape = SHAPE.with(1, GeneratorParts.USUAL.thought(5));
    assertThat(train("read", 1, 30, shape, 1, walks).result().lastLoss()).isLessThan(.05);
    assertThat(train("blind", 1, 30, SHAPE, 1, walks).result().lastLoss())
        .isGreaterThan(.9 * Math.log(5));
  }

  @Test
  void withAllPartsItLearnsTheCycleTooAndExportsWhatServes() {
    GeneratorShape shape = SHAPE.with(4, ALL);
    var all = train("all", 1, 40, shape, 4, walks());
    assertThat(all.recallAt10()).isEqualTo(1);
    assertThat(all.result().bestValidation()).isGreaterThan(.9);
    try (var file = SafetensorsFile.open(all.weights())) {
      assertThat(file.names()).isEqualTo(GeneratorFile.tensors(shape).keySet());
      assertThat(GeneratorFile.shape(file)).isEqualTo(shape);
    }
    double loss = train("again", 1, 3, shape, 4, walks()).result().lastLoss();
    assertThat(train("same", 1, 3, shape, 4, walks()).result().lastLoss()).isEqualTo(loss);
  }

  @Test
  void anInterruptedTrainingReturnsAndTheSameCallGoesOn() {
    Thread.currentThread().interrupt();
    var stopped = train("stopped", 1, 2);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(stopped.result().end()).isEqualTo(TrainingResult.End.INTERRUPTED);
    assertThat(stopped.weights()).doesNotExist();
    var done = train("stopped", 1, 2);
    assertThat(done.result().end()).isEqualTo(TrainingResult.End.EPOCHS);
    assertThat(done.weights()).exists();
  }

  @Test
  void theSeedDecidesTheResult() {
    double first = train("a", 1, 3).result().lastLoss();
    assertThat(train("b", 1, 3).result().lastLoss()).isEqualTo(first);
    assertThat(train("c", 2, 3).result().lastLoss()).isNotEqualTo(first);
  }

  @Test
  void nothingToLearnIsSaidInOneLine() {
    var untrained = new TrainingSequence(walks().get(0).prompt(), new int[] {-1});
    assertThatThrownBy(
            () ->
                GeneratorTrainer.train(
                    GeneratorConfig.forData(IDS, 12, 100),
                    List.of(untrained),
                    List.of(),
                    IDS,
                    TRIE,
                    folder,
                    Progress.SILENT,
                    new Seed(1),
                    InstantSource.fixed(Instant.EPOCH)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("nothing to train");
  }

  private GeneratorTrainer.Trained train(String name, long seed, int epochs) {
    return train(name, seed, epochs, SHAPE, 1, walks());
  }

  private GeneratorTrainer.Trained train(
      String name,
      long seed,
      int epochs,
      GeneratorShape shape,
      int predictions,
      List<TrainingSequence> walks) {
    var training =
        new TrainingConfig(
            16,
            epochs,
            .01,
            .05,
            10,
            1,
            new AdamW.Settings(.9, .98, 1e-8, 0),
            10,
            9,
            1000,
            TrainingConfig.NO_LIMIT);
    var config =
        new GeneratorConfig(
            shape,
            predictions,
            new GeneratorRegularisation(0, 0, 0, Precision.FLOAT32),
            training,
            1,
            12,
            50);
    return GeneratorTrainer.train(
        config,
        walks,
        walks,
        IDS,
        TRIE,
        folder.resolve(name),
        Progress.SILENT,
        new Seed(seed),
        InstantSource.fixed(Instant.EPOCH));
  }
}
