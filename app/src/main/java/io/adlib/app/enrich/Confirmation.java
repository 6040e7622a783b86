package io.adlib.app.enrich;

import io.adlib.core.InputException;
import io.adlib.llm.run.Estimate;
import java.io.Console;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what a run will take, and asks whether it may. */
final class Confirmation {

  private Confirmation() {}

  /** One line, such as for standard error. */
  static String line(String task, String model, Estimate estimate) {
    return String.format(
        Locale.ROOT,
        "%s with %s: %d inputs, %d of them answered before; %d calls, about %d prompt and %d answer"
            + " tokens, about %s (at most %s, %s of the budget left), about %s",
        task,
        model,
        estimate.inputs(),
        estimate.known(),
        estimate.calls(),
        estimate.inputTokens(),
        estimate.outputTokens(),
        estimate.cost(),
        estimate.most(),
        estimate.left(),
        text(estimate.time()));
  }

  /**
   * Asks on the terminal.
   *
   * @throws InputException if the answer is no, or there is nobody to ask
   */
  static void ask() {
    @Nullable Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new InputException(
          "this is not a terminal, so nobody can be asked whether to go on",
          "see the estimate above, then give --yes");
    }
    @Nullable String answer = console.readLine("Go on? [y/N] ");
    if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
      throw new InputException("nothing was done", "answer y, or give --yes, to run it");
    }
  }

  private static String text(Duration time) {
    return time.toMinutes() >= 120
        ? time.toHours() + " h"
        : time.toSeconds() >= 120 ? time.toMinutes() + " min" : time.toSeconds() + " s";
  }
}
