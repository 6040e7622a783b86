package io.adlib.serve.state;

import io.adlib.core.Money;
import java.util.Optional;

/** What became of one event that was sent. */
public sealed interface EventOutcome {

  /** The event's id, empty if it had none. */
  String event();

  /**
   * It is durable.
   *
   * @param charged what its campaign pays for it, if it was billable and not billed before
   */
  record Accepted(String event, Optional<Money> charged) implements EventOutcome {}

  /** It was durable already; nothing changed. */
  record Duplicate(String event) implements EventOutcome {}

  /** It was not taken, for a reason in one line; sending it again unchanged will not help. */
  record Rejected(String event, String reason) implements EventOutcome {}
}
