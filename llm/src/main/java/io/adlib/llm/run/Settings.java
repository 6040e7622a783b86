package io.adlib.llm.run;

import io.adlib.core.Money;
import io.adlib.data.config.LlmConfig;
import io.adlib.llm.task.Draft;

/**
 * How a batch runs.
 *
 * @param limits of prompts and answers
 * @param parallel calls at a time
 * @param retries after a call that failed or was turned away
 * @param repairs times a malformed answer is asked for again
 * @param price of tokens
 * @param budget most that the task may cost in the workspace, all runs together
 */
public record Settings(
    Draft.Limits limits, int parallel, int retries, int repairs, Price price, Money budget) {

  /** Those of adlib.yaml. */
  public static Settings of(LlmConfig config) {
    return new Settings(
        new Draft.Limits(config.promptTokens(), config.answerTokens()),
        config.parallel(),
        config.retries(),
        config.repairs(),
        new Price(config.priceInput(), config.priceOutput()),
        config.budget());
  }
}
