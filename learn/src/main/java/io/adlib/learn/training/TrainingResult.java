package io.adlib.learn.training;

import java.time.Duration;

/**
 * How a training ended; the parameters are then the best by validation, or the latest if it was
 * interrupted.
 *
 * @param end why it ended
 * @param steps steps taken, over all resumptions
 * @param bestValidation the best figure on validation; −∞ if there was no validation
 * @param bestStep after which step that was
 * @param lastLoss a running mean of the training loss
 * @param elapsed time spent, over all resumptions
 */
public record TrainingResult(
    End end, long steps, double bestValidation, long bestStep, double lastLoss, Duration elapsed) {

  /** Why a training ends. */
  public enum End {
    /** All epochs are done. */
    EPOCHS,
    /** Validation got no better for a while. */
    PATIENCE,
    /** The time was up. */
    BUDGET,
    /** The thread was interrupted; the same call resumes it. */
    INTERRUPTED
  }
}
