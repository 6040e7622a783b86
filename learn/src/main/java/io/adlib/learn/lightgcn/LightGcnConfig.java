package io.adlib.learn.lightgcn;

import io.adlib.learn.torch.AdamW;
import io.adlib.learn.training.TrainingConfig;

/**
 * The dimensions of LightGCN.
 *
 * @param width D
 * @param layers steps along the edges, K
 * @param decay weight of the batch's squared start vectors in the loss
 */
public record LightGcnConfig(int width, int layers, double decay) {

  /** Three layers of 64 numbers, as in the publication. */
  public static final LightGcnConfig DEFAULT = new LightGcnConfig(64, 3, 1e-4);

  /** How it is trained. */
  public static final TrainingConfig TRAINING =
      new TrainingConfig(
          16_384,
          20,
          2e-2,
          .1,
          10,
          5,
          new AdamW.Settings(.9, .999, 1e-8, 0),
          4,
          3,
          100,
          TrainingConfig.NO_LIMIT);
}
