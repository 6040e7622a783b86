package io.adlib.serve.state;

import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import io.adlib.core.User;
import io.adlib.core.UserState;
import io.adlib.market.frequency.FrequencyCounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All that is kept of one user. Immutable and thread-safe. */
public final class UserRecord {

  private static final Comparator<Event> BY_TIME =
      Comparator.comparing(Event::time).thenComparing(Event::id);

  private final UserState state;
  private final CappedImpressions caps;
  private final boolean known;

  UserRecord(UserState state, CappedImpressions caps, boolean known) {
    this.state = state;
    this.caps = caps;
    this.known = known;
  }

  /** Somebody never heard of. */
  static UserRecord unknown(String id) {
    return new UserRecord(UserState.unknown(id), CappedImpressions.NONE, false);
  }

  /** Attributes and the latest events, in order of their time, however they arrived. */
  public UserState state() {
    return state;
  }

  /** How often the user saw the campaigns that cap it. */
  public FrequencyCounts counts(Catalogue catalogue) {
    return caps.counts(catalogue);
  }

  /** Whether the user was ever heard of. */
  public boolean isKnown() {
    return known;
  }

  CappedImpressions caps() {
    return caps;
  }

  /** With one more event at its place in time, {@code most} in all; see {@link #forgottenBy}. */
  UserRecord with(Event event, int most) {
    List<Event> events = inserted(event);
    int drop = Math.max(0, events.size() - most);
    return new UserRecord(
        new UserState(state.user(), events.subList(drop, events.size())), caps, true);
  }

  /** The events that {@link #with} forgets; the event itself, if all others are later. */
  List<Event> forgottenBy(Event event, int most) {
    List<Event> events = inserted(event);
    return events.subList(0, Math.max(0, events.size() - most));
  }

  private List<Event> inserted(Event event) {
    var events = new ArrayList<>(state.recent());
    int at = events.size();
    while (at > 0 && BY_TIME.compare(events.get(at - 1), event) > 0) {
      at--;
    }
    events.add(at, event);
    return events;
  }

  UserRecord with(CappedImpressions more) {
    return new UserRecord(state, more, known);
  }

  UserRecord with(User user) {
    return new UserRecord(new UserState(user, state.recent()), caps, true);
  }
}
