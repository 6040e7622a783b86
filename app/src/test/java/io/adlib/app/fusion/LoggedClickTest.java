package io.adlib.app.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.User;
import io.adlib.core.UserAsOf;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LoggedClickTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final User USER = new User("u", Map.of("age", "35-44"));

  private static Event event(int second, Event.Kind kind, String subject, String request) {
    var where = new Environment("home", "mobile", "DE", "/");
    return new Event(
        "e" + second,
        NOON.plusSeconds(second),
        "u",
        kind,
        subject,
        Optional.of(request).filter(r -> !r.isEmpty()),
        OptionalInt.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        where);
  }

  @Test
  void aClickIsOfTheMomentOfItsRequestsFirstImpression() {
    List<LoggedClick> clicks =
        LoggedClick.of(
            USER,
            List.of(
                event(0, Event.Kind.CONTENT, "t1", ""),
                event(1, Event.Kind.IMPRESSION, "a1", "r1"),
                event(2, Event.Kind.IMPRESSION, "a2", "r1"),
                event(3, Event.Kind.CONTENT, "t2", ""),
                event(4, Event.Kind.CLICK, "a2", "r1"),
                event(5, Event.Kind.CLICK, "a1", "r1")),
            UserAsOf.UNCHANGED);
    assertThat(clicks).hasSize(2);
    for (LoggedClick click : clicks) {
      assertThat(click.user().user()).isEqualTo(USER);
      assertThat(click.user().recent()).extracting(Event::subject).containsExactly("t1");
      assertThat(click.request().time()).isEqualTo(NOON.plusSeconds(1));
      assertThat(click.request().id()).isEqualTo("r1");
    }
    assertThat(clicks).extracting(LoggedClick::ad).containsExactly("a2", "a1");
  }

  @Test
  void aClickThatNoImpressionExplainsIsItsOwnRequest() {
    List<LoggedClick> clicks =
        LoggedClick.of(
            USER,
            List.of(
                event(0, Event.Kind.CONTENT, "t1", ""), event(4, Event.Kind.CLICK, "a2", "lost")),
            UserAsOf.UNCHANGED);
    assertThat(clicks.getFirst().user().recent()).hasSize(1);
    assertThat(clicks.getFirst().request().time()).isEqualTo(NOON.plusSeconds(4));
  }

  /** A profile of second 3: the request of second 1 was met without, though clicked after. */
  @Test
  void aRequestIsMetWithTheProfileOfBeforeIt() {
    var drinker = new User("u", Map.of("age", "35-44", "interest1", "tea"));
    List<LoggedClick> clicks =
        LoggedClick.of(
            USER,
            List.of(
                event(1, Event.Kind.IMPRESSION, "a1", "r1"),
                event(4, Event.Kind.CLICK, "a1", "r1"),
                event(5, Event.Kind.IMPRESSION, "a2", "r2"),
                event(6, Event.Kind.CLICK, "a2", "r2"),
                event(7, Event.Kind.CLICK, "a3", "lost")),
            (user, moment) -> moment.isBefore(NOON.plusSeconds(3)) ? user : drinker);
    assertThat(clicks)
        .extracting(click -> click.user().user())
        .containsExactly(USER, drinker, drinker);
  }
}
