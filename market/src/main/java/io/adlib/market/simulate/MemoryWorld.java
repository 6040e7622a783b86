package io.adlib.market.simulate;

import io.adlib.core.Event;
import io.adlib.core.User;
import io.adlib.core.UserState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A world that keeps each user's latest events in memory. Not thread-safe. */
public final class MemoryWorld implements World {

  private final Map<String, User> users = new HashMap<>();
  private final Map<String, Deque<Event>> recent = new HashMap<>();

  /** Users of whom nothing has been heard yet. */
  public MemoryWorld(List<User> users) {
    users.forEach(user -> this.users.put(user.id(), user));
  }

  @Override
  public void observe(Event event) {
    Deque<Event> events = recent.computeIfAbsent(event.user(), _ -> new ArrayDeque<>());
    events.addLast(event);
    if (events.size() > UserState.MEMORY) {
      events.removeFirst();
    }
  }

  @Override
  public UserState user(String id) {
    User user = users.get(id);
    return new UserState(
        user == null ? new User(id, Map.of()) : user,
        new ArrayList<>(recent.getOrDefault(id, new ArrayDeque<>())));
  }

  /** A copy that goes its own way. */
  public MemoryWorld copy() {
    var copy = new MemoryWorld(new ArrayList<>(users.values()));
    recent.forEach((user, events) -> copy.recent.put(user, new ArrayDeque<>(events)));
    return copy;
  }
}
