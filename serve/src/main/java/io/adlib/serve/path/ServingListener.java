package io.adlib.serve.path;

import io.adlib.core.Event;
import io.adlib.serve.state.EventOutcome;
import java.time.Duration;

/** Is told what happens, after it happened; must be quick and thread-safe. */
public interface ServingListener {

  /** A request was decided and answered. */
  void served(Decision decision, ServedSlate answer, Duration exposure);

  /** A request could not be answered because the state could not be written. */
  void failed(SlateQuery query);

  /** A request was turned away because more asked than could be answered in time. */
  default void shed(SlateQuery query) {}

  /** An event was taken or refused. */
  void event(Event event, EventOutcome outcome);
}
