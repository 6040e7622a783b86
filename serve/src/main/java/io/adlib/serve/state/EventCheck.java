package io.adlib.serve.state;

import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import io.adlib.core.Slate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** Why an event is not taken, if so; a pure function of the event and what it refers to. */
final class EventCheck {

  private static final int LONGEST_ID = 256;
  private static final int LONGEST_EVENT_ID = 1024;
  private static final int LONGEST_TEXT = 4096;

  private EventCheck() {}

  static Optional<String> refuse(Event event, Catalogue catalogue) {
    if (!isId(event.id(), LONGEST_EVENT_ID)) {
      return Optional.of("its id must have 1 to 1024 characters, none of control");
    }
    if (event.user().isEmpty() ? event.request().isEmpty() : !isId(event.user(), LONGEST_ID)) {
      return Optional.of("its user must have 1 to 256 characters, none of control");
    }
    if (event.subject().isBlank() || event.subject().length() > LONGEST_TEXT) {
      return Optional.of("its subject must have 1 to 4096 characters");
    }
    // an ad of a request may have left with its release; what was served then says whether it was
    // it
    if (event.kind().isOfAd()
        && event.request().isEmpty()
        && catalogue.adIndex(event.subject()) < 0) {
      return Optional.of("the ad '" + event.subject() + "' is not in the catalogue");
    }
    if (event.propensity().isPresent()
        && !(event.propensity().getAsDouble() > 0 && event.propensity().getAsDouble() <= 1)) {
      return Optional.of("its propensity must be above 0 and at most 1");
    }
    return Optional.empty();
  }

  private static boolean isId(String id, int longest) {
    return !id.isEmpty() && id.length() <= longest && id.chars().noneMatch(c -> c < ' ');
  }

  static Optional<String> refuseTime(Event event, Instant now, StateConfig config) {
    if (event.time().isAfter(now.plus(config.future()))) {
      return Optional.of(
          "its time "
              + event.time()
              + " is in the future, past the "
              + text(config.future())
              + " allowed; correct the sender's clock");
    }
    if (event.time().isBefore(now.minus(config.past()))) {
      return Optional.of(
          "its time " + event.time() + " is older than the " + text(config.past()) + " allowed");
    }
    return Optional.empty();
  }

  private static String text(Duration duration) {
    return duration.toDays() > 0 ? duration.toDays() + " days" : duration.toMinutes() + " minutes";
  }

  /** Where the event's ad stood in the slate it claims to be of, or the reason to refuse. */
  static Placed placed(Event event, Exposure exposure) {
    String request = exposure.request().id();
    String user = exposure.request().user();
    if (!user.isEmpty() && !event.user().isEmpty() && !user.equals(event.user())) {
      return new Placed.Not("the request '" + request + "' was another user's");
    }
    var positions = exposure.slate().positions();
    OptionalInt said = event.position();
    for (int p = 0; p < positions.size(); p++) {
      Slate.Position position = positions.get(p);
      if (position.ad().equals(event.subject()) && (said.isEmpty() || said.getAsInt() == p)) {
        return new Placed.At(position);
      }
    }
    return new Placed.Not(
        "the ad '"
            + event.subject()
            + "' was not "
            + (said.isEmpty() ? "in the slate" : "at position " + said.getAsInt())
            + " of request '"
            + request
            + "'");
  }

  /** Whether an ad was where an event says. */
  sealed interface Placed {
    record At(Slate.Position position) implements Placed {}

    record Not(String reason) implements Placed {}
  }
}
