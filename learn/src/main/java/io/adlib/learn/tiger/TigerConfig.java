package io.adlib.learn.tiger;

import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.sid.SemanticIds;
import java.time.Duration;

/**
 * The dimensions of {@link Tiger} and how it is trained.
 *
 * @param depth L, codes of a semantic ID, the suffix included
 * @param codes C a level
 * @param width D
 * @param heads H
 * @param layers of the encoder, and of the decoder
 * @param hidden F of the feed-forwards
 * @param buckets relative positions that the encoder tells apart, in tokens
 * @param maxItems longest history; a longer one loses its oldest items
 * @param dropout of embeddings and of what each layer adds, in [0,1)
 * @param precision of matrix products in training; the search is float32
 * @param training the loop's settings
 * @param beam prefixes kept a level when validating
 * @param validationCases at most so many cases are ranked at each validation
 */
public record TigerConfig(
    int depth,
    int codes,
    int width,
    int heads,
    int layers,
    int hidden,
    int buckets,
    int maxItems,
    double dropout,
    Precision precision,
    TrainingConfig training,
    int beam,
    int validationCases) {

  private static final int SMALL_TARGETS = 100_000;

  /**
   * A preset by the size of the data, of the generator's own width; rate, dropout and epochs of the
   * large one were chosen on the validation of Amazon Beauty (benchmarks/sequential.md).
   *
   * @param ids what is generated
   * @param targets how many positions of the training data have a target
   */
  public static TigerConfig forData(SemanticIds ids, long targets) {
    boolean small = targets < SMALL_TARGETS;
    var training =
        new TrainingConfig(
            small ? 64 : 128,
            small ? 12 : 24,
            small ? 2e-3 : 3e-3,
            .1,
            small ? 200 : 300,
            1,
            new AdamW.Settings(.9, .98, 1e-8, .01),
            small ? 2 : 6,
            3,
            200,
            TrainingConfig.NO_LIMIT);
    return new TigerConfig(
        ids.depth(),
        ids.codesPerLevel(),
        small ? 64 : 128,
        small ? 2 : 4,
        2,
        small ? 128 : 256,
        32,
        20,
        small ? .1 : .2,
        Precision.BFLOAT16,
        training,
        20,
        small ? 1000 : 2000);
  }

  /** The same, to end within a time, annealed. */
  public TigerConfig within(Duration budget) {
    return new TigerConfig(
        depth,
        codes,
        width,
        heads,
        layers,
        hidden,
        buckets,
        maxItems,
        dropout,
        precision,
        training.within(budget),
        beam,
        validationCases);
  }
}
