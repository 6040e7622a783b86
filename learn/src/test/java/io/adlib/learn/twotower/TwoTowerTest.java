package io.adlib.learn.twotower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.GradientCheck;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.learn.training.TrainingResult;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoTowerTest {

  private static final int ITEMS = 40;
  private static final int CLUSTERS = 4;

  @TempDir Path folder;

  /** Grows with each validation, so that the last weights are the best. */
  private int validations;

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  @Test
  void itsGradientsAgreeWithFiniteDifferences() {
    var config = new TwoTowerConfig(5, 7, 3, .8, .5, 0);
    try (var model = new TwoTower(6, config, new Seed(1))) {
      RandomGenerator random = new Seed(2).generator();
      model
          .parameters()
          .byName()
          .forEach(
              (name, weight) -> {
                float[] values = new float[Math.toIntExact(weight.count())];
                for (int i = 0; i < values.length; i++) {
                  values[i] = (float) (.5 * random.nextGaussian());
                }
                model.parameters().set(name, values);
              });
      float[] weights = {1, -2, .5f};
      GradientCheck.check(
          model.parameters(),
          () -> {
            List<int[]> histories =
                List.of(new int[] {0, 1, 2, 3}, new int[] {4}, new int[] {5, 0});
            Tensor cosine_3 =
                model
                    .users(histories, Dropout.NONE)
                    .mul(model.items(new int[] {2, 3, 1}, Dropout.NONE))
                    .sum(1);
            return cosine_3.mul(Tensor.of(weights, 3)).sum();
          });
    }
  }

  @Test
  void vectorsHaveLengthOneAndAnEmptyPastOfTheWindowIsForgotten() {
    try (var model = new TwoTower(ITEMS, config(), new Seed(1))) {
      float[] items = model.items_ND();
      double square = 0;
      for (int d = 0; d < 8; d++) {
        square += items[8 + d] * items[8 + d];
      }
      assertThat(square).isCloseTo(1, within(1e-5));
      float[] longer = model.users_UD(List.of(new int[] {9, 1, 2, 3, 4, 5}));
      assertThat(longer).isEqualTo(model.users_UD(List.of(new int[] {30, 1, 2, 3, 4, 5})));
      assertThat(longer).isNotEqualTo(model.users_UD(List.of(new int[] {1, 2, 3, 5, 4})));
    }
  }

  @Test
  void itLearnsWhichClusterFollowsWhich() {
    try (var model = train("learned", 1, 40)) {
      int[][] histories = new int[ITEMS][];
      for (int i = 0; i < ITEMS; i++) {
        histories[i] = new int[] {i};
      }
      float[][] scores = new float[ITEMS][ITEMS];
      new TwoTowerScorer(model).score(histories, scores);
      int right = 0;
      for (int i = 0; i < ITEMS; i++) {
        int best = 0;
        for (int j = 0; j < ITEMS; j++) {
          best = scores[i][j] > scores[i][best] ? j : best;
        }
        right += best % CLUSTERS == (i + 1) % CLUSTERS ? 1 : 0;
      }
      assertThat(right).isGreaterThanOrEqualTo(ITEMS - 1);
    }
  }

  @Test
  void theSeedDecidesTheResult() {
    float[] first = items("a", 1);
    assertThat(items("b", 1)).isEqualTo(first);
    assertThat(items("c", 2)).isNotEqualTo(first);
  }

  @Test
  void anInterruptedTrainingGoesOnToTheSameVectors() {
    float[] whole = items("whole", 1);
    try (var model = new TwoTower(ITEMS, config(), new Seed(1))) {
      var stopping =
          new TwoTowerTraining(
              model,
              sequences(),
              _ -> {
                Thread.currentThread().interrupt();
                return ++validations;
              });
      assertThat(run(stopping, "halves", 1, 3).end()).isEqualTo(TrainingResult.End.INTERRUPTED);
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(items("halves", 1)).isEqualTo(whole);
  }

  @Test
  void oneItemAUserTeachesNothing() {
    try (var model = new TwoTower(ITEMS, config(), new Seed(1))) {
      assertThatThrownBy(() -> new TwoTowerTraining(model, new int[][] {{1}, {2}}, _ -> 0))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("two towers");
    }
  }

  private float[] items(String name, long seed) {
    try (var model = train(name, seed, 3)) {
      return model.items_ND();
    }
  }

  private TwoTower train(String name, long seed, int epochs) {
    var model = new TwoTower(ITEMS, config(), new Seed(seed));
    run(new TwoTowerTraining(model, sequences(), _ -> ++validations), name, seed, epochs);
    return model;
  }

  private static TwoTowerConfig config() {
    return new TwoTowerConfig(8, 16, 5, .5, .2, .1);
  }

  private TrainingResult run(TwoTowerTraining training, String name, long seed, int epochs) {
    var config =
        new TrainingConfig(
            64,
            epochs,
            .01,
            .1,
            5,
            5,
            new AdamW.Settings(.9, .999, 1e-8, 0),
            1,
            99,
            1000,
            TrainingConfig.NO_LIMIT);
    return Training.run(
        training,
        config,
        folder.resolve(name),
        Progress.SILENT,
        new Seed(seed),
        InstantSource.fixed(Instant.EPOCH));
  }

  /** After an item of one cluster comes any item of the next. */
  private static int[][] sequences() {
    RandomGenerator random = new Seed(3).generator();
    int[][] sequences = new int[150][6];
    for (int u = 0; u < sequences.length; u++) {
      for (int t = 0; t < 6; t++) {
        sequences[u][t] = (u + t) % CLUSTERS + CLUSTERS * random.nextInt(ITEMS / CLUSTERS);
      }
    }
    return sequences;
  }
}
