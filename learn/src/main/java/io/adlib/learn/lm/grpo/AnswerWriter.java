package io.adlib.learn.lm.grpo;

import io.adlib.core.Seed;
import io.adlib.learn.lm.CausalLm;
import java.util.Optional;

/**
 * Writes answers by the weights of a model in training. Whoever implements it follows {@link
 * io.adlib.kernel.lm.LmShape}, so that what is written is drawn from the policy that is trained.
 * Used by one thread.
 */
public interface AnswerWriter extends AutoCloseable {

  /**
   * An answer as it was written.
   *
   * @param tokens without the one that ended it
   * @param ended false if it was cut off
   */
  record Written(int[] tokens, boolean ended) {}

  /** Takes the model's weights as they are now. */
  void renew(CausalLm model);

  /**
   * Writes an answer.
   *
   * @param most tokens
   * @param draws where tokens are drawn from; empty for the likeliest ones
   */
  Written write(int[] prompt, int most, Optional<Seed> draws);

  @Override
  default void close() {}
}
