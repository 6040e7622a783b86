package io.adlib.llm.model;

import java.util.Locale;
import java.util.Optional;

/**
 * What a server of the OpenAI kind accepts. They differ, and say so with 400: the next dialect is
 * the same with less.
 *
 * @param schema whether answers are held to a JSON schema
 * @param completionTokens whether the bound is called {@code max_completion_tokens} instead of
 *     {@code max_tokens}
 * @param temperature whether a temperature may be set
 */
record Dialect(boolean schema, boolean completionTokens, boolean temperature) {

  /**
   * What to try after a refusal; empty if the refusal is about something else.
   *
   * @param message the server's words
   * @param schemaMayGo whether going on without the schema is allowed
   */
  Optional<Dialect> after(String message, boolean schemaMayGo) {
    String text = message.toLowerCase(Locale.ROOT);
    if (!completionTokens && text.contains("max_completion_tokens")) {
      return Optional.of(new Dialect(schema, true, temperature));
    }
    if (temperature && text.contains("temperature")) {
      return Optional.of(new Dialect(schema, completionTokens, false));
    }
    boolean aboutSchema =
        text.contains("schema") || text.contains("response_format") || text.contains("grammar");
    if (schema && schemaMayGo && aboutSchema) {
      return Optional.of(new Dialect(false, completionTokens, temperature));
    }
    return Optional.empty();
  }
}
