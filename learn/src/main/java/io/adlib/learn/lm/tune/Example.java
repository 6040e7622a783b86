package io.adlib.learn.lm.tune;

import java.util.Arrays;

/**
 * A prompt with its answer.
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

  /** How many tokens the answer has. */
  int answerLength() {
    return tokens.length - answerFrom;
  }
}
