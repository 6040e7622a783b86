package io.adlib.llm.run;

import io.adlib.core.Money;
import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.model.Prompt;
import io.adlib.llm.model.Usage;
import io.adlib.llm.prompt.TokenCount;
import io.adlib.llm.task.Draft;
import io.adlib.llm.task.Task;
import java.time.Duration;
import java.util.List;

/**
 * What a run will take, before a call is made. Tokens of prompts are estimated; tokens and time of
 * answers are the mean of the task's answers so far, or, before the first, half the bound and
 * {@link #GUESS}.
 *
 * @param inputs of the task
 * @param known inputs whose answer was paid before
 * @param inputTokens of the calls to make
 * @param outputTokens of the calls to make
 * @param cost likely, with no call repeated
 * @param most what the calls can cost at most, with no call repeated
 * @param left of the task's budget
 * @param time likely
 */
public record Estimate(
    int inputs,
    int known,
    long inputTokens,
    long outputTokens,
    Money cost,
    Money most,
    Money left,
    Duration time) {

  /** An answer takes so long where nothing is known. */
  public static final Duration GUESS = Duration.ofSeconds(3);

  /** Drafts every prompt and looks it up. */
  public static <I> Estimate of(
      Task<I, ?> task, List<I> inputs, LanguageModel model, AnswerStore store, Settings settings) {
    Totals before = store.of(task.name());
    String fingerprint = model.fingerprint();
    Money most = Money.zero(settings.budget().currency());
    int known = 0;
    long input = 0;
    long output = 0;
    for (I value : inputs) {
      Prompt prompt = Draft.of(task, value, settings.limits()).prompt();
      if (store.find(prompt.key(fingerprint)).isPresent()) {
        known++;
      } else {
        input += TokenCount.estimate(prompt.system()) + TokenCount.estimate(prompt.user());
        output +=
            before.answered() == 0
                ? prompt.answerTokens() / 2
                : before.outputTokens() / before.answered();
        most = most.plus(settings.price().most(prompt));
      }
    }
    long calls = inputs.size() - known;
    long each = before.answered() == 0 ? GUESS.toMillis() : before.millis() / before.answered();
    Money left = settings.budget().minus(before.used());
    return new Estimate(
        inputs.size(),
        known,
        input,
        output,
        settings.price().of(new Usage(input, output)),
        most,
        left,
        Duration.ofMillis(calls * each / settings.parallel()));
  }

  /** Calls to make, with none repeated. */
  public int calls() {
    return inputs - known;
  }
}
