package io.adlib.learn.crossencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.encode.text.TokenPair;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.learn.training.TrainingResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrossEncoderTrainingTest {

  private static final BertShape TINY = new BertShape(10, 32, 2, 2, 64, 8, 1e-12);
  private static final int WORDS = 6;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  /**
   * One word and another: the upper half of the words count 1 in the first text and 2 in the
   * second. Of one more pair people disagree: half of them say 1, half 4.
   */
  private static List<GradedPair> task() {
    var pairs = new ArrayList<GradedPair>();
    for (int a = 0; a < WORDS; a++) {
      for (int b = 0; b < WORDS; b++) {
        int grade = 1 + (a < WORDS / 2 ? 0 : 1) + (b < WORDS / 2 ? 0 : 2);
        pairs.add(new GradedPair(pair(a, b), grade));
      }
    }
    for (int judge = 0; judge < 6; judge++) {
      pairs.add(new GradedPair(pair(WORDS, WORDS), judge % 2 == 0 ? 1 : 4));
    }
    return pairs;
  }

  private static TokenPair pair(int a, int b) {
    return new TokenPair(new int[] {1, 3 + a, 2, 3 + b, 2}, 3);
  }

  private static TrainingConfig config(int epochs) {
    return new TrainingConfig(
        32,
        epochs,
        3e-3,
        0,
        20,
        1,
        new AdamW.Settings(.9, .999, 1e-8, .01),
        25,
        epochs,
        3,
        TrainingConfig.NO_LIMIT);
  }

  private static TrainingResult train(CrossEncoder model, int epochs, Path folder, Progress bar) {
    return new CrossEncoderTraining(model, task(), task(), Precision.FLOAT32)
        .run(config(epochs), folder, bar, new Seed(5));
  }

  private static CrossEncoder fresh(long seed) {
    return CrossEncoder.fresh(TINY, new Seed(seed));
  }

  @Test
  void eachPairGetsTheMeanOfItsGrades() {
    try (CrossEncoder model = fresh(1)) {
      train(model, 160, folder, Progress.SILENT);
      double[] grades = model.grades(task().stream().map(GradedPair::pair).toList());
      for (int i = 0; i < WORDS * WORDS; i++) {
        assertThat(grades[i]).isCloseTo(task().get(i).grade(), within(.3));
      }
      assertThat(grades[WORDS * WORDS]).as("people disagree").isCloseTo(2.5, within(.3));
    }
  }

  @Test
  void aSeedGivesAModelAndAnotherSeedAnother() {
    Map<String, float[]> first = trained(1, folder.resolve("a"));
    Map<String, float[]> again = trained(1, folder.resolve("b"));
    Map<String, float[]> other = trained(2, folder.resolve("c"));
    assertThat(again).hasSameSizeAs(first);
    first.forEach((name, values) -> assertThat(again.get(name)).as(name).isEqualTo(values));
    assertThat(other.get("grade.weight")).isNotEqualTo(first.get("grade.weight"));
  }

  private static Map<String, float[]> trained(long seed, Path folder) {
    try (CrossEncoder model = fresh(seed)) {
      train(model, 3, folder, Progress.SILENT);
      return weights(model);
    }
  }

  @Test
  void aStoppedTrainingGoesOnToTheSameModel() {
    Map<String, float[]> whole = trained(1, folder.resolve("whole"));
    Path stopped = folder.resolve("stopped");
    try (CrossEncoder model = fresh(1)) {
      TrainingResult result = train(model, 3, stopped, stopAfter(4));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(result.end()).isEqualTo(TrainingResult.End.INTERRUPTED);
      assertThat(result.steps()).isEqualTo(4);
    }
    try (CrossEncoder model = fresh(1)) {
      train(model, 3, stopped, Progress.SILENT);
      Map<String, float[]> resumed = weights(model);
      whole.forEach((name, values) -> assertThat(resumed.get(name)).as(name).isEqualTo(values));
    }
  }

  private static Progress stopAfter(long steps) {
    var done = new AtomicLong();
    return (_, _) ->
        new Progress.Task() {
          @Override
          public void advance(long more) {
            if (done.addAndGet(more) == steps) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void note(String text) {}

          @Override
          public void close() {}
        };
  }

  private static Map<String, float[]> weights(CrossEncoder model) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    model
        .trained()
        .byName()
        .forEach((name, weight) -> weights.put(name, Torch.step(weight::floats)));
    return weights;
  }
}
