package io.adlib.llm.model;

import java.time.Duration;
import java.util.Optional;

/** What came of asking a model. Reasons are one line and hold neither keys nor prompts. */
public sealed interface Reply {

  /**
   * A text.
   *
   * @param text as the model wrote it
   * @param usage tokens, if the server said
   * @param whole false if it was cut off at the most tokens allowed
   */
  record Answered(String text, Optional<Usage> usage, boolean whole) implements Reply {}

  /**
   * Turned away for now, such as by 429; nothing was paid. Ask again, not before the given time.
   */
  record Busy(String reason, Optional<Duration> retryAfter) implements Reply {}

  /**
   * No answer came: a server error, a broken line, a timeout. Ask again.
   *
   * @param maybePaid whether the server may have done the work all the same
   */
  record Failed(String reason, boolean maybePaid) implements Reply {}

  /**
   * Asking again gives the same.
   *
   * @param always whether every other prompt is refused too: a wrong key, an unknown model
   */
  record Refused(String reason, boolean always) implements Reply {}
}
