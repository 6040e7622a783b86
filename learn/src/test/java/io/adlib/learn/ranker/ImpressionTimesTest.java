package io.adlib.learn.ranker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ImpressionTimesTest {

  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

  private static ImpressionTimes hourly(int hours) {
    var times = new ImpressionTimes(START, START.plus(Duration.ofHours(hours)));
    for (int h = 0; h < hours; h++) {
      times.add(START.plus(Duration.ofHours(h)));
    }
    return times;
  }

  @Test
  void ofALongLogTheLastTwoDaysAreNotLearntFrom() {
    Instant end = START.plus(Duration.ofDays(10));
    ImpressionTimes.Split split = hourly(240).split(end);
    assertThat(split.stop()).isEqualTo(end.minus(Duration.ofDays(2)));
    assertThat(split.day()).isEqualTo(end.minus(Duration.ofDays(1)));
    assertThat(split.end()).isEqualTo(end);
  }

  @Test
  void ofAShortLogTheLastThirtyInAHundredAreNot() {
    Instant end = START.plus(Duration.ofHours(20));
    ImpressionTimes.Split split = hourly(20).split(end);
    assertThat(split.stop())
        .isAfter(START.plus(Duration.ofHours(13)))
        .isBefore(START.plus(Duration.ofHours(14)));
    assertThat(split.day())
        .isAfter(START.plus(Duration.ofHours(16)))
        .isBefore(START.plus(Duration.ofHours(17)));
  }

  @Test
  void ofNoImpressionsNothingIsLearntFrom() {
    var times = new ImpressionTimes(START, START.plus(Duration.ofDays(1)));
    ImpressionTimes.Split split = times.split(START.plus(Duration.ofHours(1)));
    assertThat(split.stop()).isBeforeOrEqualTo(split.day());
  }
}
