package io.adlib.learn.lm.grpo;

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
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A problem whose best policy is known: to prompt i the answer is token (i + 1) mod 4, then the
 * end.
 */
class GrpoTest {

  private static final LmShape SHAPE = LmShape.small(6, 16, 1, 2, 1, 16, 16);
  private static final int END = 5;

  /** The seed of a model whose likeliest answers are long. */
  private static final int WORDY = 3;

  private static final List<int[]> PROMPTS =
      IntStream.range(0, 4).mapToObj(i -> new int[] {i}).toList();
  private static final Reward RIGHT =
      (prompt, answer) -> answer.length > 0 && answer[0] == (prompt + 1) % 4 ? 1 : 0;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  private static CausalLm model() {
    return model(1);
  }

  private static CausalLm model(int seed) {
    return CausalLm.fresh(SHAPE, Precision.FLOAT32, new Seed(seed));
  }

  private double train(CausalLm model, GrpoSettings settings, Reward reward, int epochs) {
    try (CausalLm start = model()) {
      var grpo = new Grpo(model, start, PROMPTS, PROMPTS, END, reward, reward, settings);
      var config =
          new TrainingConfig(
              4,
              epochs,
              .01,
              .2,
              5,
              1,
              new AdamW.Settings(.9, .95, 1e-8, 0),
              20,
              99,
              1000,
              TrainingConfig.NO_LIMIT);
      Training.run(grpo, config, folder, Progress.SILENT, new Seed(1), InstantSource.system());
      return grpo.validate();
    }
  }

  @Test
  void theBestPolicyIsFound() {
    try (CausalLm model = model()) {
      var settings = new GrpoSettings(12, 4, 1, .25, .2, .05);
      assertThat(train(model, settings, RIGHT, 120)).isEqualTo(1);
    }
  }

  /** Held to its start with all might, it does not move, whatever the reward. */
  @Test
  void theDivergenceHoldsItBack() {
    try (CausalLm free = model();
        CausalLm held = model();
        CausalLm start = model()) {
      train(free, new GrpoSettings(4, 2, 1, .2, .2, 0), RIGHT, 25);
      double moved = apart(free, start);
      removeCheckpoints();
      train(held, new GrpoSettings(4, 2, 1, .2, .2, 20), RIGHT, 25);
      assertThat(apart(held, start)).isLessThan(moved / 3);
    }
  }

  private void removeCheckpoints() {
    for (String name : List.of("latest.safetensors", "best.safetensors")) {
      assertThat(folder.resolve(name).toFile().delete()).isTrue();
    }
  }

  /** How far the next token's log-probabilities are from the start's, at most. */
  private static double apart(CausalLm a, CausalLm b) {
    float[] p = logP(a);
    float[] q = logP(b);
    return IntStream.range(0, p.length).mapToDouble(i -> Math.abs(p[i] - q[i])).max().orElse(0);
  }

  private static float[] logP(CausalLm model) {
    return Torch.stepWithoutGradient(
        () -> {
          Tensor h_PD = model.hidden(new int[][] {{0}, {1}, {2}, {3}}).h_PD();
          return model.logits(h_PD).logSoftmax().floats();
        });
  }

  private static TrainingConfig config(int epochs) {
    return new TrainingConfig(
        4,
        epochs,
        .02,
        .2,
        5,
        1,
        new AdamW.Settings(.9, .95, 1e-8, 0),
        5,
        99,
        3,
        TrainingConfig.NO_LIMIT);
  }

  private static Grpo guarded(CausalLm model, CausalLm start, Reward reward, Reward heldReward) {
    return new Grpo(
        model,
        start,
        PROMPTS,
        PROMPTS,
        END,
        reward,
        heldReward,
        new GrpoSettings(6, 6, 6, 0, .2, 0),
        GrpoGuard.STANDARD,
        new CachedWriter(model, END));
  }

  /**
   * The more it says, the more it gets, and no length costs anything. The model of this seed
   * answers in a token or none.
   */
  @Test
  void aRewardThatPaysForLengthIsStoppedInOneLine() {
    try (CausalLm model = model(28);
        CausalLm start = model(28)) {
      Reward wordy = (_, answer) -> answer.length / 6.0;
      Grpo grpo = guarded(model, start, wordy, (_, _) -> 1);
      assertThatThrownBy(
              () ->
                  Training.run(
                      grpo,
                      config(400),
                      folder,
                      Progress.SILENT,
                      new Seed(1),
                      InstantSource.system()))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(
              "stopped, because the reward is being hacked: answers grew from ");
    }
  }

  /** A word costs, and what is held out has no eye for it: the best policy says nothing. */
  @Test
  void aRewardThatPaysForSilenceIsStoppedInOneLine() {
    try (CausalLm model = model(WORDY);
        CausalLm start = model(WORDY)) {
      Reward terse = (_, answer) -> 1 - answer.length / 6.0;
      Grpo grpo = guarded(model, start, terse, (_, _) -> 1);
      assertThatThrownBy(
              () ->
                  Training.run(
                      grpo,
                      config(400),
                      folder,
                      Progress.SILENT,
                      new Seed(1),
                      InstantSource.system()))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(
              "stopped, because the reward is being hacked: answers shrank from ");
    }
  }

  /** The lengths of a run whose profiles came to say nothing, by form and metric ever better. */
  @Test
  void answersThatShrinkToNothingAreNoticed() {
    Held start = new Held(.161, 49.0, .30);
    assertThat(GrpoGuard.STANDARD.broken(start, new Held(.548, 7.0, 1)).orElseThrow())
        .isEqualTo("answers shrank from 49.0 to 7.0 tokens");
    assertThat(GrpoGuard.STANDARD.broken(start, new Held(.548, 24.5, 1))).isEmpty();
    assertThat(GrpoGuard.STANDARD.broken(new Held(1, 0, 1), new Held(1, 0, 1))).isEmpty();
    assertThat(GrpoGuard.NONE.broken(start, new Held(.548, 0, 1))).isEmpty();
  }

  /** The reward says the wrong answer is the right one. */
  @Test
  void aRewardAgainstTheHeldOutMetricIsStopped() {
    try (CausalLm model = model();
        CausalLm start = model()) {
      Reward wrong = (prompt, answer) -> 1 - RIGHT.of(prompt, answer);
      Grpo grpo =
          guarded(model, start, wrong, (prompt, answer) -> .5 + RIGHT.of(prompt, answer) / 2);
      Held half = new Held(.9, 2, 1);
      assertThat(GrpoGuard.STANDARD.broken(half, new Held(.8, 2, 1)).orElseThrow())
          .isEqualTo("the held-out metric fell from 0.900 to 0.800");
      assertThat(GrpoGuard.STANDARD.broken(half, new Held(.9, 2, .95)).isPresent()).isFalse();
      assertThat(GrpoGuard.STANDARD.broken(half, new Held(.9, 2, .8)).orElseThrow())
          .contains("right form");
      assertThat(grpo.validate()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void aStoppedRunGoesOnToTheSameCurve() {
    var settings = new GrpoSettings(6, 3, 1, .25, .2, .05);
    try (CausalLm model = model();
        CausalLm other = model();
        CausalLm start = model()) {
      var whole = new Grpo(model, start, PROMPTS, PROMPTS, END, RIGHT, RIGHT, settings);
      Training.run(
          whole,
          config(15),
          folder.resolve("whole"),
          Progress.SILENT,
          new Seed(1),
          InstantSource.system());
      Path halves = folder.resolve("halves");
      var first = new Grpo(other, start, PROMPTS, PROMPTS, END, RIGHT, RIGHT, settings);
      Progress stopping =
          (_, _) ->
              new Progress.Task() {
                private long steps;

                @Override
                public void advance(long more) {
                  steps += more;
                  if (steps == 7) {
                    Thread.currentThread().interrupt();
                  }
                }

                @Override
                public void note(String text) {}

                @Override
                public void close() {}
              };
      Training.run(first, config(15), halves, stopping, new Seed(1), InstantSource.system());
      assertThat(Thread.interrupted()).isTrue();
      try (CausalLm fresh = CausalLm.fresh(SHAPE, Precision.FLOAT32, new Seed(9))) {
        var second = new Grpo(fresh, start, PROMPTS, PROMPTS, END, RIGHT, RIGHT, settings);
        Training.run(
            second, config(15), halves, Progress.SILENT, new Seed(1), InstantSource.system());
        assertThat(second.curve()).isEqualTo(whole.curve()).hasSize(4);
        assertThat(second.rewards()).isEqualTo(whole.rewards()).hasSize(3);
      }
    }
  }

  @Test
  void lengthAndFormCannotBeHacked() {
    var settings = new GrpoSettings(2, 8, 2, .25, .2, 0);
    assertThat(settings.counted(1, 2, true)).isEqualTo(1);
    assertThat(settings.counted(1, 4, true)).isCloseTo(.5, within(1e-9));
    assertThat(settings.counted(1, 8, true)).isZero();
    assertThat(settings.counted(1, 2, false)).as("an answer that did not end").isZero();
  }
}
