package io.adlib.llm.model;

import io.adlib.core.ContentHash;
import io.adlib.llm.schema.JsonSchema;
import io.adlib.llm.schema.Shape;
import java.nio.charset.StandardCharsets;

/**
 * What a model is asked.
 *
 * @param system the rules, the same for every input of a task
 * @param user the input
 * @param shape what the answer must look like
 * @param answerTokens most tokens of the answer
 */
public record Prompt(String system, String user, Shape.Fields shape, int answerTokens) {

  /** Tokens that chat templates put around messages, at most. */
  private static final int TEMPLATE_TOKENS = 128;

  /** Names this prompt to one model: 64 hexadecimal digits. */
  public String key(String fingerprint) {
    return new ContentHash()
        .add("adlib-prompt-1")
        .add(fingerprint)
        .add(system)
        .add(user)
        .add(JsonSchema.bounded(shape))
        .add(answerTokens)
        .hex();
  }

  /**
   * No tokenizer makes more tokens of the prompt than this: byte-level vocabularies have a token
   * for every byte.
   */
  public long mostInputTokens() {
    return bytes(system) + bytes(user) + bytes(JsonSchema.bounded(shape)) + TEMPLATE_TOKENS;
  }

  /** The same prompt with a note at its end. */
  public Prompt with(String note) {
    return new Prompt(system, user + "\n\n" + note, shape, answerTokens);
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
