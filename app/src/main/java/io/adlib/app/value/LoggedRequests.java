package io.adlib.app.value;

import io.adlib.core.ContentHash;
import io.adlib.core.Event;
import io.adlib.core.Request;
import io.adlib.core.User;
import io.adlib.core.UserAsOf;
import io.adlib.core.UserState;
import io.adlib.learn.ranker.ImpressionLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Some of the requests of an event log, oldest event first, each with the user's state before it. A
 * request is known by its first impression; which ones are taken depends on their ids alone. Not
 * thread-safe.
 */
public final class LoggedRequests implements Consumer<Event> {

  private final Map<String, UserState> states = new HashMap<>();
  private final Map<String, String> latest = new HashMap<>();
  private final List<LoggedRequest> taken = new ArrayList<>();
  private final Predicate<String> users;
  private final double share;
  private final int slots;
  private final UserAsOf asOf;

  /**
   * @param known what is known of users; others are taken as they come
   * @param users whose requests may be taken
   * @param share of the requests to take, in [0,1]
   * @param slots ads asked for, which a log does not say
   */
  public LoggedRequests(List<User> known, Predicate<String> users, double share, int slots) {
    this(known, users, share, slots, UserAsOf.UNCHANGED);
  }

  /** The same where attributes of users changed. */
  public LoggedRequests(
      List<User> known, Predicate<String> users, double share, int slots, UserAsOf asOf) {
    known.forEach(user -> states.put(user.id(), new UserState(user, List.of())));
    this.users = users;
    this.share = share;
    this.slots = slots;
    this.asOf = asOf;
  }

  @Override
  public void accept(Event event) {
    UserState state = states.computeIfAbsent(event.user(), UserState::unknown);
    if (event.kind() == Event.Kind.IMPRESSION && event.request().isPresent()) {
      String id = event.request().get();
      if (!id.equals(latest.put(event.user(), id)) && users.test(event.user()) && isTaken(id)) {
        var then = new UserState(asOf.at(state.user(), event.time()), state.recent());
        taken.add(new LoggedRequest(then, request(id, state, event)));
      }
    }
    states.put(event.user(), state.with(event));
  }

  private boolean isTaken(String id) {
    long hash = Long.parseUnsignedLong(new ContentHash().add(id).hex().substring(0, 12), 16);
    return hash < share * (1L << 48);
  }

  private Request request(String id, UserState state, Event event) {
    return new Request(
        id,
        event.user(),
        event.environment(),
        ImpressionLog.query(state, event),
        true,
        event.time(),
        Duration.ZERO,
        slots);
  }

  /** Those taken so far, in the order of the log. */
  public List<LoggedRequest> taken() {
    return List.copyOf(taken);
  }

  /** The users as they are after all that was heard. */
  public Map<String, UserState> states() {
    return Map.copyOf(states);
  }
}
