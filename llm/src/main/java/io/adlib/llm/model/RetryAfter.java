package io.adlib.llm.model;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header {@code Retry-After}: seconds or a date (RFC 9110 §10.2.3). */
final class RetryAfter {

  /** A server that asks for more is asked again after this. */
  static final Duration MOST = Duration.ofMinutes(15);

  private RetryAfter() {}

  /** How long to wait, in [0, {@link #MOST}]; empty if the value says nothing. */
  static Optional<Duration> parse(String value, InstantSource clock) {
    String text = value.strip();
    if (text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
      return Optional.of(bounded(Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000))));
    }
    try {
      var date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(bounded(Duration.between(clock.instant(), date)));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration wait) {
    return wait.isNegative() ? Duration.ZERO : wait.compareTo(MOST) > 0 ? MOST : wait;
  }
}
