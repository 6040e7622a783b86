package io.adlib.llm.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-25T10:00:00Z"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "7 | 7000",
        "1.5 | 1500",
        "Wed, 25 Nov 2026 10:00:30 GMT | 30000",
        "Wed, 25 Nov 2026 09:00:00 GMT | 0",
        "999999 | 900000"
      })
  void secondsAndDatesAreRead(String value, long millis) {
    assertThat(RetryAfter.parse(value, CLOCK)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"soon", "-3", "''", "1e9", "99999999999999999999"})
  void nonsenseSaysNothing(String value) {
    assertThat(RetryAfter.parse(value, CLOCK)).isEmpty();
  }
}
