package io.adlib.learn.generator;

import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.SemanticIds;
import java.time.Duration;

/**
 * All that is chosen about a generator's training.
 *
 * @param shape the model's dimensions, which serving needs too
 * @param regularisation what exists in training only
 * @param training the loop's settings
 * @param threads of libtorch
 * @param beam prefixes kept a level when validating
 * @param validationCases at most so many cases are ranked at each validation
 */
public record GeneratorConfig(
    GeneratorShape shape,
    GeneratorRegularisation regularisation,
    TrainingConfig training,
    int threads,
    int beam,
    int validationCases) {

  private static final int SMALL_TARGETS = 100_000;

  /**
   * A preset by the size of the data: a narrow model that learns in a minute or two below 100,000
   * positions to predict, a wider one from there on.
   *
   * @param ids what is generated
   * @param maxLength longest prompt
   * @param targets how many positions of the training data have a target
   */
  public static GeneratorConfig forData(SemanticIds ids, int maxLength, long targets) {
    return targets < SMALL_TARGETS ? small(ids, maxLength) : large(ids, maxLength);
  }

  private static GeneratorConfig small(SemanticIds ids, int maxLength) {
    return new GeneratorConfig(
        new GeneratorShape(
            ids.depth(), ids.codesPerLevel(), prefixRows(ids), 2, 64, 2, 2, 128, 64, maxLength),
        new GeneratorRegularisation(.1, .1, .1, Precision.BFLOAT16),
        training(64, 6, 2e-3, 1),
        1,
        20,
        1000);
  }

  private static GeneratorConfig large(SemanticIds ids, int maxLength) {
    return new GeneratorConfig(
        new GeneratorShape(
            ids.depth(), ids.codesPerLevel(), prefixRows(ids), 2, 128, 4, 2, 384, 64, maxLength),
        new GeneratorRegularisation(.2, .2, .1, Precision.BFLOAT16),
        training(256, 16, 1e-3, 2),
        1,
        40,
        4000);
  }

  /** About three rows an item, so that few prefixes share one. */
  private static int prefixRows(SemanticIds ids) {
    return Math.max(4096, Integer.highestOneBit(Math.max(1, ids.size())) * 4);
  }

  private static TrainingConfig training(int batch, int epochs, double rate, int validateEvery) {
    return new TrainingConfig(
        batch,
        epochs,
        rate,
        .05,
        200,
        1,
        new AdamW.Settings(.9, .98, 1e-8, .01),
        validateEvery,
        3,
        200,
        TrainingConfig.NO_LIMIT);
  }

  /** The same, to end within a time, annealed. */
  public GeneratorConfig within(Duration budget) {
    return new GeneratorConfig(
        shape, regularisation, training.within(budget), threads, beam, validationCases);
  }

  /** The same on another number of threads. */
  public GeneratorConfig onThreads(int newThreads) {
    return new GeneratorConfig(shape, regularisation, training, newThreads, beam, validationCases);
  }
}
