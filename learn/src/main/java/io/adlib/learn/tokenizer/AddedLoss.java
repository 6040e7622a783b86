package io.adlib.learn.tokenizer;

import io.adlib.core.Seed;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;

/**
 * A term of the tokenizer's loss beside its own, such as one that aligns the quantised vectors with
 * behaviour. Called by one thread.
 */
public interface AddedLoss {

  /** What it is and how it is set, in a few words: a training resumes only with the same terms. */
  String name();

  /** What the term is multiplied by; the tokenizer's own loss is about 1 before training. */
  double weight();

  /** Adds weights of its own, trained with the tokenizer's; their names begin with its name. */
  default void addWeights(Parameters parameters) {}

  /**
   * The mean over the batch, one element, with gradient.
   *
   * @param randomness of this step
   */
  Tensor of(Quantised batch, Parameters parameters, Seed randomness);
}
