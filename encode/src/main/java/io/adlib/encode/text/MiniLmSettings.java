package io.adlib.encode.text;

import io.adlib.core.InputException;

/**
 * How {@link MiniLmEncoder} works.
 *
 * @param maxTokens a longer text loses its end; counts the start and end tokens; 2 to 512
 * @param batch texts a model call
 * @param threads model calls at a time, each on one core
 */
public record MiniLmSettings(int maxTokens, int batch, int threads) {

  /** 256 tokens, one text a model call, two threads. */
  public static final MiniLmSettings DEFAULT = new MiniLmSettings(256, 1, 2);

  public MiniLmSettings {
    if (maxTokens < 2 || maxTokens > 512) {
      throw new InputException(
          "a text encoder of " + maxTokens + " tokens is not possible", "choose 2 to 512 tokens");
    }
    if (batch < 1 || threads < 1) {
      throw new InputException(
          "a text encoder needs a batch and threads of 1 or more, not " + batch + " and " + threads,
          "choose 32 and the number of cores");
    }
  }
}
