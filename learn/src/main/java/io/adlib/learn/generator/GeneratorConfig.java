package io.adlib.learn.generator;

import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.time.Duration;

/**
 * All that is chosen about a generator's training.
 *
 * @param shape the model's dimensions, which serving needs too
 * @param predictions N of multi-token prediction: how many of the next items each position learns
 *     to predict; 1 for the next one only
 * @param regularisation what exists in training only
 * @param training the loop's settings
 * @param threads of libtorch
 * @param beam prefixes kept a level when validating
 * @param validationCases at most so many cases are ranked at each validation
 */
public record GeneratorConfig(
    GeneratorShape shape,
    int predictions,
    GeneratorRegularisation regularisation,
    TrainingConfig training,
    int threads,
    int beam,
    int validationCases) {

  public GeneratorConfig {
    if (predictions < 1 || predictions > MOST_PREDICTIONS) {
      throw new IllegalArgumentException(predictions + " predictions a position");
    }
  }

  /** Most predictions a position. */
  public static final int MOST_PREDICTIONS = 16;

  private static final int SMALL_TARGETS = 100_000;

  /** Twice the warm-up of the small preset. */
  private static final int LEAST_STEPS = 400;

  /** Two million multiplications a request at D = 128. */
  private static final int JOINT_NODES = 16_384;

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
    var shape =
        new GeneratorShape(
            ids.depth(),
            ids.codesPerLevel(),
            rows(ids.size()),
            joint(ids),
            64,
            2,
            2,
            128,
            1,
            64,
            maxLength);
    var training =
        new TrainingConfig(
            64,
            6,
            2e-3,
            .05,
            200,
            1,
            new AdamW.Settings(.9, .98, 1e-8, .01),
            1,
            6,
            200,
            TrainingConfig.NO_LIMIT);
    var regularisation = new GeneratorRegularisation(.1, .1, .1, Precision.BFLOAT16);
    return new GeneratorConfig(shape, 1, regularisation, training, 1, 20, 4000);
  }

  private static GeneratorConfig large(SemanticIds ids, int maxLength) {
    var shape =
        new GeneratorShape(
            ids.depth(),
            ids.codesPerLevel(),
            rows(ids.size()),
            joint(ids),
            128,
            4,
            2,
            256,
            1,
            64,
            maxLength);
    var training =
        new TrainingConfig(
            256,
            10,
            1e-3,
            .1,
            50,
            5,
            new AdamW.Settings(.9, .999, 1e-8, 0),
            2,
            3,
            200,
            TrainingConfig.NO_LIMIT);
    var regularisation = new GeneratorRegularisation(.5, .5, .2, Precision.BFLOAT16);
    return new GeneratorConfig(shape, 1, regularisation, training, 1, 40, 4000);
  }

  /**
   * About five rows an item, twice as many as nodes of a path, so that few nodes share one; beyond
   * half a million items they do.
   */
  static int rows(int items) {
    long wanted = 8L * Integer.highestOneBit(Math.max(1, items));
    return (int) Math.clamp(wanted, 4096, GeneratorShape.MOST_ROWS);
  }

  /**
   * As many codes at once as keep the first choice small, but never the suffix, which says nothing
   * of an item.
   */
  private static int joint(SemanticIds ids) {
    Trie trie = Trie.of(ids);
    int joint = 1;
    while (joint < ids.depth() - 1 && trie.nodes(joint + 1) <= JOINT_NODES) {
      joint++;
    }
    return joint;
  }

  /** The same, to end within a time, annealed. */
  public GeneratorConfig within(Duration budget) {
    return new GeneratorConfig(
        shape,
        predictions,
        regularisation,
        training.within(budget),
        threads,
        beam,
        validationCases);
  }

  /**
   * The same with epochs enough for so many examples: a preset's six over 1,500 users are 144
   * steps, in which the rate does not even rise to its height (benchmarks/sequential.md).
   */
  public GeneratorConfig enoughFor(int examples) {
    return new GeneratorConfig(
        shape,
        predictions,
        regularisation,
        training.atLeast(LEAST_STEPS, examples),
        threads,
        beam,
        validationCases);
  }

  /** The same on another number of threads. */
  public GeneratorConfig onThreads(int newThreads) {
    return new GeneratorConfig(
        shape, predictions, regularisation, training, newThreads, beam, validationCases);
  }

  /** The same for another shape and other predictions. */
  public GeneratorConfig of(GeneratorShape newShape, int newPredictions) {
    return new GeneratorConfig(
        newShape, newPredictions, regularisation, training, threads, beam, validationCases);
  }
}
