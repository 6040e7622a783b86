package io.adlib.app.value;

import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.Request;
import io.adlib.core.UserState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Anticipatory rehearsal (GPR): the request that a user will likely make next, before it is made. U
 * is kept, O is what was lately read, with the latest of it as the page; of E the placement, device
 * and country are those that the user's own requests had most, and the hour is that of the moment
 * it is rehearsed for.
 */
public final class NextRequest {

  private NextRequest() {}

  /**
   * The likely request.
   *
   * @param at the moment it is rehearsed for
   * @param slots ads wanted
   * @return empty if the user has made none yet, so that nothing is known of where it would be
   */
  public static Optional<Request> of(UserState user, Instant at, int slots) {
    List<Environment> asked =
        user.recent().stream()
            .filter(event -> event.request().isPresent())
            .map(Event::environment)
            .toList();
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    Environment usual = most(asked);
    String page =
        user.recent().reversed().stream()
            .filter(event -> event.kind() == Event.Kind.CONTENT)
            .map(Event::subject)
            .findFirst()
            .orElse("");
    return Optional.of(
        new Request(
            "rehearsal-" + user.user().id(),
            user.user().id(),
            new Environment(usual.placement(), usual.device(), usual.country(), page),
            Optional.empty(),
            true,
            at,
            Duration.ZERO,
            slots));
  }

  /** The most frequent place, pages aside; of equals the latest. */
  private static Environment most(List<Environment> asked) {
    Map<Environment, Integer> counts = new HashMap<>();
    for (Environment one : asked) {
      counts.merge(place(one), 1, Integer::sum);
    }
    return asked.reversed().stream()
        .map(NextRequest::place)
        .distinct()
        .max(Comparator.comparing(one -> counts.getOrDefault(one, 0)))
        .orElseThrow();
  }

  private static Environment place(Environment one) {
    return new Environment(one.placement(), one.device(), one.country(), "");
  }
}
