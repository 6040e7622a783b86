package io.adlib.learn.twotower;

import io.adlib.learn.torch.AdamW;
import io.adlib.learn.training.TrainingConfig;

/**
 * The dimensions of the two towers.
 *
 * @param width D, of items, users and what the towers make
 * @param hidden width between the two layers of a tower
 * @param history how many of a user's last items are read
 * @param recency weight that an item loses a step into the past, in (0,1]
 * @param temperature the cosine is divided by, above 0
 * @param dropout of what a tower reads, in [0,1)
 */
public record TwoTowerConfig(
    int width, int hidden, int history, double recency, double temperature, double dropout) {

  /** For tens of thousands of items. */
  public static final TwoTowerConfig DEFAULT = new TwoTowerConfig(64, 128, 20, .8, .1, .3);

  /** How it is trained. */
  public static final TrainingConfig TRAINING =
      new TrainingConfig(
          1024,
          12,
          2e-3,
          .1,
          100,
          5,
          new AdamW.Settings(.9, .999, 1e-8, 1e-4),
          2,
          3,
          200,
          TrainingConfig.NO_LIMIT);
}
