package io.adlib.market.simulate;

import io.adlib.core.Event;
import io.adlib.core.UserState;

/**
 * What one policy's side of a simulation knows of its users: it hears every event that happens
 * there, in order of time, and nothing of the other sides. Need not be thread-safe.
 */
public interface World {

  /** Hears an event. */
  void observe(Event event);

  /** What is known of a user now. */
  UserState user(String id);
}
