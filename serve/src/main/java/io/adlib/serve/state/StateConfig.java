package io.adlib.serve.state;

import io.adlib.core.Campaign.Objective;
import io.adlib.core.UserState;
import java.time.Duration;

/**
 * How long things are waited for and kept.
 *
 * @param future how far ahead of our clock an event's time may be
 * @param past how old an event may be
 * @param impressionHold how long an ad shown can be billed, if it is paid for by impression; its
 *     money is held as long
 * @param clickHold the same for a click
 * @param clickMoney how long money is held for it; a click that comes later is paid from what the
 *     day has left
 * @param conversionHold the same for a conversion
 * @param conversionMoney how long money is held for it
 * @param history events kept of each user, from 1 to {@link UserState#MEMORY}
 * @param users records kept in memory
 */
public record StateConfig(
    Duration future,
    Duration past,
    Duration impressionHold,
    Duration clickHold,
    Duration clickMoney,
    Duration conversionHold,
    Duration conversionMoney,
    int history,
    int users) {

  /**
   * 5 minutes ahead, 30 days old; billed for 15 minutes, 6 hours and 7 days; 128 events of each
   * user, 100,000 of whom are in memory.
   */
  public static final StateConfig DEFAULT =
      new StateConfig(
          Duration.ofMinutes(5),
          Duration.ofDays(30),
          Duration.ofMinutes(15),
          Duration.ofHours(6),
          Duration.ofMinutes(5),
          Duration.ofDays(7),
          Duration.ofMinutes(90),
          UserState.MEMORY,
          100_000);

  /** The same with so many events kept of each user. */
  public StateConfig remembering(int events) {
    return new StateConfig(
        future,
        past,
        impressionHold,
        clickHold,
        clickMoney,
        conversionHold,
        conversionMoney,
        events,
        users);
  }

  /** How long money is held for the billable event of an objective; at most {@link #hold}. */
  public Duration money(Objective objective) {
    return switch (objective) {
      case IMPRESSION -> impressionHold;
      case CLICK -> clickMoney;
      case CONVERSION -> conversionMoney;
    };
  }

  /** How long the billable event of an objective is waited for. */
  public Duration hold(Objective objective) {
    return switch (objective) {
      case IMPRESSION -> impressionHold;
      case CLICK -> clickHold;
      case CONVERSION -> conversionHold;
    };
  }
}
