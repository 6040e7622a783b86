package io.adlib.serve.state;

import io.adlib.core.Campaign.Objective;
import java.time.Duration;

/**
 * How long things are waited for and kept.
 *
 * @param future how far ahead of our clock an event's time may be
 * @param past how old an event may be
 * @param impressionHold how long money is held for an impression that is paid for
 * @param clickHold the same for a click
 * @param conversionHold the same for a conversion
 * @param users records kept in memory
 */
public record StateConfig(
    Duration future,
    Duration past,
    Duration impressionHold,
    Duration clickHold,
    Duration conversionHold,
    int users) {

  /** 5 minutes ahead, 30 days old; held for 15 minutes, 6 hours and 7 days; 100,000 users. */
  public static final StateConfig DEFAULT =
      new StateConfig(
          Duration.ofMinutes(5),
          Duration.ofDays(30),
          Duration.ofMinutes(15),
          Duration.ofHours(6),
          Duration.ofDays(7),
          100_000);

  /** How long money is held for the billable event of an objective. */
  public Duration hold(Objective objective) {
    return switch (objective) {
      case IMPRESSION -> impressionHold;
      case CLICK -> clickHold;
      case CONVERSION -> conversionHold;
    };
  }
}
