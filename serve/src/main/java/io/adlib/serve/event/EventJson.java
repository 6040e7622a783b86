package io.adlib.serve.event;

import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.InputException;
import io.adlib.data.access.Pseudonyms;
import io.adlib.serve.json.Amount;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * An event as JSON.
 *
 * @param id required; the same event sent again has the same id
 * @param time ISO 8601 with zone; now, if left out
 * @param user required, but for events of a request that was asked without consent
 * @param kind {@code content}, {@code search}, {@code impression}, {@code click}, {@code cart} or
 *     {@code conversion}
 * @param subject the content's id, the query's text, or the ad's id, by kind
 * @param request the request whose slate the ad was in
 * @param position its place in the slate, from 0
 * @param propensity the one in the slate
 * @param value what a conversion was worth to the advertiser
 */
record EventJson(
    Optional<String> id,
    Optional<String> time,
    Optional<String> user,
    Optional<String> kind,
    Optional<String> subject,
    Optional<String> request,
    Optional<Integer> position,
    Optional<Double> propensity,
    Optional<Amount> value,
    Optional<String> placement,
    Optional<String> device,
    Optional<String> country,
    Optional<String> page) {

  private static final int LONGEST = 4096;
  private static final int LONGEST_USER = 256;

  Event event(Instant now, Pseudonyms door) {
    return new Event(
        required("id", id),
        time.map(EventJson::instant).orElse(now),
        user.map(outside -> inside(outside, door)).orElse(""),
        kind(required("kind", kind)),
        required("subject", subject),
        request.filter(r -> !r.isBlank()),
        position.map(OptionalInt::of).orElse(OptionalInt.empty()),
        propensity.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        value.map(Amount::money),
        new Environment(
            bounded("placement", placement),
            bounded("device", device),
            bounded("country", country),
            bounded("page", page)));
  }

  /** Too long a name stays as it is, to be refused for it. */
  private static String inside(String outside, Pseudonyms door) {
    return outside.length() > LONGEST_USER || outside.chars().anyMatch(c -> c < ' ')
        ? outside
        : door.of(outside);
  }

  private static String required(String name, Optional<String> value) {
    return value.orElseThrow(
        () -> new InputException("it has no '" + name + "'", "send one with every event"));
  }

  private static String bounded(String name, Optional<String> value) {
    String text = value.orElse("");
    if (text.length() > LONGEST) {
      throw new InputException("its '" + name + "' is too long", "send at most 4096 characters");
    }
    return text;
  }

  private static Instant instant(String text) {
    try {
      return java.time.OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new InputException(
          "its time '" + text + "' is not ISO 8601 with a zone",
          "send one such as 2026-11-22T08:00:00Z",
          e);
    }
  }

  private static Event.Kind kind(String text) {
    return Arrays.stream(Event.Kind.values())
        .filter(kind -> kind.name().equals(text.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "its kind '" + text + "' is unknown",
                    "use content, search, impression, click, cart or conversion"));
  }
}
