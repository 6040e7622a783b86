package io.adlib.learn.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import io.adlib.learn.generator.Generator;
import io.adlib.learn.generator.GeneratorRegularisation;
import io.adlib.learn.generator.GeneratorTraining;
import io.adlib.learn.generator.PathLikelihood;
import io.adlib.learn.generator.Situation;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Validation;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fine-tuning by value has a known optimum: an item's share is its frequency times its worth. */
class VaftOptimumTest {

  private static final SemanticIds IDS =
      new SemanticIds(List.of("a", "b", "c"), 2, 2, new short[] {0, 0, 0, 1, 1, 0});
  private static final Trie TRIE = Trie.of(IDS);
  private static final GeneratorShape SHAPE =
      new GeneratorShape(2, 2, 64, 1, 16, 2, 1, 24, 1, 8, 8);

  private static final int STEPS = 150;
  private static final double RATE = .02;

  /**
   * After the same prompt b and c follow, b {@code often} times as often and worth {@code worth}
   * times as much; the two stand below different first codes.
   */
  @ParameterizedTest
  @CsvSource({"1, 3", "2, 1", "2, .5", "3, 2"})
  void anItemsShareIsItsFrequencyTimesItsWorth(int often, double worth) {
    Torch.start(1);
    Prompt prompt = TrainingSequence.promptOf(new int[] {0}, IDS, SHAPE);
    List<TrainingSequence> sequences =
        Stream.concat(
                Collections.nCopies(2 * often, 1).stream(), Collections.nCopies(2, 2).stream())
            .map(item -> followedBy(prompt, item))
            .toList();
    double[] worth_I = {1, worth, 1};
    try (var model = new Generator(SHAPE, new Seed(1))) {
      var trainee =
          new GeneratorTraining(
              model,
              sequences,
              IDS,
              TRIE,
              GeneratorRegularisation.NONE,
              1,
              VaftWeights.of(sequences, worth_I, worth_I),
              _ -> Validation.of(0));
      int[] all = IntStream.range(0, sequences.size()).toArray();
      try (var adam = new AdamW(model.parameters(), new AdamW.Settings(.9, .98, 1e-8, 0))) {
        for (int step = 0; step < STEPS; step++) {
          model.parameters().clearGradients();
          trainee.gradients(all, new Seed(step));
          adam.step(RATE * (STEPS - step) / STEPS);
        }
      }
      double logP =
          new PathLikelihood(model, IDS, TRIE)
              .score(List.of(new Situation(prompt, LegalLeaves.all(TRIE))), new int[][] {{1}})
              .logP(0, 0);
      assertThat(Math.exp(logP)).isCloseTo(often * worth / (often * worth + 1), within(.01));
    }
  }

  private static TrainingSequence followedBy(Prompt prompt, int item) {
    int[] target_T = new int[prompt.length()];
    java.util.Arrays.fill(target_T, -1);
    target_T[target_T.length - 1] = item;
    return new TrainingSequence(prompt, target_T);
  }
}
