package io.adlib.core;

import java.util.ArrayList;
import java.util.List;

/**
 * What is known of a user at a moment: attributes and the latest events, oldest first. Immutable
 * and thread-safe.
 *
 * @param user who
 * @param recent at most {@link #MEMORY} events, oldest first
 */
public record UserState(User user, List<Event> recent) {
  /** How many events are kept. */
  public static final int MEMORY = 128;

  public UserState {
    recent = List.copyOf(recent);
  }

  /** Somebody of whom nothing is known. */
  public static UserState unknown(String id) {
    return new UserState(new User(id, java.util.Map.of()), List.of());
  }

  /** The state after one more event; the oldest is forgotten when memory is full. */
  public UserState with(Event event) {
    var events = new ArrayList<>(recent);
    events.add(event);
    return new UserState(user, events.subList(Math.max(0, events.size() - MEMORY), events.size()));
  }
}
