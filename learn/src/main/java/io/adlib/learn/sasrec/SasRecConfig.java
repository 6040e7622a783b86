package io.adlib.learn.sasrec;

import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.training.TrainingConfig;

/**
 * The dimensions of SASRec.
 *
 * @param width D
 * @param heads H
 * @param blocks number of blocks
 * @param hidden width between the two layers of a feed-forward
 * @param maxLength longest history; a longer one loses its oldest items
 * @param dropout of embeddings and of what each layer adds, in [0,1)
 * @param attentionDropout of the attention weights, in [0,1)
 * @param precision of matrix products in training; scoring is always float32
 */
public record SasRecConfig(
    int width,
    int heads,
    int blocks,
    int hidden,
    int maxLength,
    double dropout,
    double attentionDropout,
    Precision precision) {

  /** What BENCHMARKS calls full-softmax SASRec. */
  public static final SasRecConfig DEFAULT =
      new SasRecConfig(128, 2, 2, 128, 50, .5, 0, Precision.BFLOAT16);

  /** A narrow one, for item vectors that other models read. */
  public static final SasRecConfig NARROW =
      new SasRecConfig(64, 2, 2, 64, 50, .5, 0, Precision.BFLOAT16);

  /** How it is trained. */
  public static final TrainingConfig TRAINING =
      new TrainingConfig(
          256,
          16,
          1e-3,
          .1,
          50,
          5,
          new AdamW.Settings(.9, .999, 1e-8, 0),
          1,
          4,
          100,
          TrainingConfig.NO_LIMIT);
}
