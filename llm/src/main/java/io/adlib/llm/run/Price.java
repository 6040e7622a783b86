package io.adlib.llm.run;

import io.adlib.core.Money;
import io.adlib.llm.model.Prompt;
import io.adlib.llm.model.Usage;
import java.math.BigInteger;

/**
 * What tokens cost. Amounts are rounded up to the micro.
 *
 * @param input a million tokens of prompts
 * @param output a million tokens of answers
 */
public record Price(Money input, Money output) {

  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  /** Of some tokens. */
  public Money of(Usage usage) {
    BigInteger micros =
        BigInteger.valueOf(usage.input())
            .multiply(BigInteger.valueOf(input.micros()))
            .add(BigInteger.valueOf(usage.output()).multiply(BigInteger.valueOf(output.micros())));
    return Money.micros(
        micros.add(MILLION.subtract(BigInteger.ONE)).divide(MILLION).longValueExact(),
        input.currency());
  }

  /** No call of the prompt costs more than this. */
  public Money most(Prompt prompt) {
    return of(mostTokens(prompt));
  }

  static Usage mostTokens(Prompt prompt) {
    return new Usage(prompt.mostInputTokens(), prompt.answerTokens());
  }
}
