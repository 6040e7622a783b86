package io.adlib.learn.sasrec;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SasRecTest {

  private static final int ITEMS = 40;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  @Test
  void itLearnsACycleOfItems() {
    float[] scores = train("learned", 1, 100);
    int hits = 0;
    for (int item = 0; item < ITEMS; item++) {
      int best = 0;
      for (int i = 0; i < ITEMS; i++) {
        best = scores[item * ITEMS + i] > scores[item * ITEMS + best] ? i : best;
      }
      hits += best == next(item) ? 1 : 0;
    }
    assertThat(hits).isEqualTo(ITEMS);
  }

  @Test
  void theSeedDecidesTheResult() {
    float[] first = train("a", 1, 3);
    assertThat(train("b", 1, 3)).isEqualTo(first);
    assertThat(train("c", 2, 3)).isNotEqualTo(first);
  }

  private static int next(int item) {
    return (item * 7 + 3) % ITEMS;
  }

  /** The scores of all items after each item, [ITEMS, ITEMS]. */
  private float[] train(String name, long seed, int epochs) {
    int[][] sequences = new int[ITEMS * 4][6];
    for (int u = 0; u < sequences.length; u++) {
      sequences[u][0] = u % ITEMS;
      for (int t = 1; t < 6; t++) {
        sequences[u][t] = next(sequences[u][t - 1]);
      }
    }
    var config = new SasRecConfig(16, 2, 1, 16, 10, 0, 0, Precision.FLOAT32);
    var training =
        new TrainingConfig(
            32,
            epochs,
            .01,
            .05,
            5,
            5,
            new AdamW.Settings(.9, .99, 1e-8, 0),
            epochs,
            9,
            1000,
            TrainingConfig.NO_LIMIT);
    try (var model = new SasRec(ITEMS, config, new Seed(seed))) {
      Training.run(
          new SasRecTraining(model, sequences, _ -> 0),
          training,
          folder.resolve(name),
          Progress.SILENT,
          new Seed(seed),
          InstantSource.fixed(Instant.EPOCH));
      float[][] scores = new float[ITEMS][ITEMS];
      int[][] histories = new int[ITEMS][];
      for (int item = 0; item < ITEMS; item++) {
        histories[item] = item % 2 == 0 ? new int[] {item} : new int[] {before(item), item};
      }
      new SasRecScorer(model).score(histories, scores);
      float[] flat = new float[ITEMS * ITEMS];
      for (int i = 0; i < ITEMS; i++) {
        System.arraycopy(scores[i], 0, flat, i * ITEMS, ITEMS);
      }
      return flat;
    }
  }

  private static int before(int item) {
    for (int i = 0; i < ITEMS; i++) {
      if (next(i) == item) {
        return i;
      }
    }
    return item;
  }
}
