package io.adlib.learn.lm.tune;

import java.util.Arrays;

/**
 * A prompt with its answer. Only the answer is learned.
 *
 * @param task its name
 * @param id of the example in its task
 * @param tokens prompt, then answer, then its end
 * @param answerFrom where the answer begins, at least 1
 */
public record Example(String task, String id, int[] tokens, int answerFrom) {

  public Example {
    if (answerFrom < 1 || answerFrom >= tokens.length) {
      throw new IllegalArgumentException("an answer from " + answerFrom + " of " + tokens.length);
    }
  }

  /** What the model reads: all but the last token. */
  int[] input() {
    return Arrays.copyOf(tokens, tokens.length - 1);
  }

  /** Tokens to be predicted. */
  int[] answer() {
    return Arrays.copyOfRange(tokens, answerFrom, tokens.length);
  }
}
