package io.adlib.learn.training;

import io.adlib.core.Seed;
import io.adlib.learn.torch.Parameters;
import java.util.Map;

/** A model with its data, as the training loop sees it. Called by one thread. */
public interface Trainee {

  /** What people read beside the progress bar. */
  String name();

  /** What else a checkpoint must have been trained with to go on from it; nothing by default. */
  default String settings() {
    return "";
  }

  /** The weights to train. */
  Parameters parameters();

  /** The number of training examples, numbered from 0. */
  int examples();

  /**
   * Adds the gradients of a batch to the parameters.
   *
   * @param examples numbers of the batch's examples
   * @param randomness what dropout and crops are drawn from; another for each step
   */
  Step gradients(int[] examples, Seed randomness);

  /** How good the present weights are on validation, higher is better. */
  double validate();

  /** How far the last {@link #validate} may be off by chance; 0, the default, if not known. */
  default double uncertainty() {
    return 0;
  }

  /** What else must outlive a stop, as texts beside the checkpoint; nothing by default. */
  default Map<String, String> state() {
    return Map.of();
  }

  /** Takes back what {@link #state} gave, among other texts. */
  default void restore(Map<String, String> texts) {}

  /**
   * What came of a batch.
   *
   * @param loss mean over what was predicted
   * @param predictions how many positions were predicted
   */
  record Step(double loss, int predictions) {}
}
