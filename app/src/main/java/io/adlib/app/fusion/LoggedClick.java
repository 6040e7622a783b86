package io.adlib.app.fusion;

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

/**
 * A click that a log tells of, as serving met its request.
 *
 * @param user as known just before the request
 * @param request who asked, where and when
 * @param ad the id of the ad clicked
 */
public record LoggedClick(UserState user, Request request, String ad) {

  /**
   * The clicks of one user. A request is known by its first impression; a click without one is its
   * own.
   *
   * @param events the user's, oldest first
   * @param known asked for the user of each request, as of its time
   */
  public static List<LoggedClick> of(User user, List<Event> events, UserAsOf known) {
    Map<String, LoggedClick> asked = new HashMap<>();
    List<LoggedClick> clicks = new ArrayList<>();
    var state = new UserState(user, List.of());
    for (Event event : events) {
      if (event.kind() == Event.Kind.IMPRESSION && event.request().isPresent()) {
        asked.putIfAbsent(event.request().get(), at(state, event, known));
      }
      if (event.kind() == Event.Kind.CLICK) {
        LoggedClick shown = event.request().map(asked::get).orElse(null);
        LoggedClick before = shown == null ? at(state, event, known) : shown;
        clicks.add(new LoggedClick(before.user, before.request, event.subject()));
      }
      state = state.with(event);
    }
    return clicks;
  }

  private static LoggedClick at(UserState state, Event event, UserAsOf known) {
    var request =
        new Request(
            event.request().orElse(event.id()),
            event.user(),
            event.environment(),
            ImpressionLog.query(state, event),
            true,
            event.time(),
            Duration.ZERO,
            1);
    var then = new UserState(known.at(state.user(), event.time()), state.recent());
    return new LoggedClick(then, request, event.subject());
  }
}
