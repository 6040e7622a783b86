package io.adlib.learn.training;

import io.adlib.learn.torch.AdamW;
import java.time.Duration;

/**
 * How a training runs.
 *
 * @param batch examples a step
 * @param epochs at most so many passes over the examples
 * @param rate the highest learning rate
 * @param finalShare what share of it is left at the end of the cosine
 * @param warmUp steps over which the rate rises linearly
 * @param maxNorm gradients are scaled down to this norm
 * @param adamw the optimizer's settings
 * @param validateEvery epochs from one validation to the next
 * @param patience validations without a better figure before it stops early
 * @param checkpointEvery steps from one checkpoint to the next; one is written after each
 *     validation too
 * @param budget at most so much time, over all resumptions; the rate falls by time when that ends
 *     sooner than the epochs do. {@link #NO_LIMIT} for no limit, and only then are two runs alike
 *     to the last bit
 */
public record TrainingConfig(
    int batch,
    int epochs,
    double rate,
    double finalShare,
    int warmUp,
    double maxNorm,
    AdamW.Settings adamw,
    int validateEvery,
    int patience,
    int checkpointEvery,
    Duration budget) {

  /** No bound on time. */
  public static final Duration NO_LIMIT = Duration.ofDays(36_500);

  /** The same with another budget. */
  public TrainingConfig within(Duration newBudget) {
    return new TrainingConfig(
        batch,
        epochs,
        rate,
        finalShare,
        warmUp,
        maxNorm,
        adamw,
        validateEvery,
        patience,
        checkpointEvery,
        newBudget);
  }

  /** The same for another number of epochs. */
  public TrainingConfig epochs(int newEpochs) {
    return new TrainingConfig(
        batch,
        newEpochs,
        rate,
        finalShare,
        warmUp,
        maxNorm,
        adamw,
        validateEvery,
        patience,
        checkpointEvery,
        budget);
  }

  /**
   * The same, with more epochs where so few examples would end it before a number of steps; it is
   * then validated as often as before.
   */
  public TrainingConfig atLeast(long steps, int examples) {
    int needed = Math.toIntExact(Math.ceilDiv(steps, Math.max(1, Math.ceilDiv(examples, batch))));
    if (needed <= epochs) {
      return this;
    }
    int every = Math.max(1, Math.toIntExact((long) validateEvery * needed / epochs));
    return new TrainingConfig(
        batch,
        needed,
        rate,
        finalShare,
        warmUp,
        maxNorm,
        adamw,
        every,
        patience,
        checkpointEvery,
        budget);
  }
}
