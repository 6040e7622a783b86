package io.adlib.core;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Something a user did or saw.
 *
 * @param id unique; an event is applied once, however often it is sent
 * @param time when it happened
 * @param user the user's id
 * @param kind what happened
 * @param subject the content's id, the query's text, or the ad's id, by kind
 * @param request the ad request it belongs to; for impressions, clicks and conversions of served
 *     ads
 * @param position place in the slate, from 0; for events of served ads
 * @param propensity probability in (0,1] with which the serving policy chose this ad there
 * @param value money the event was worth to the advertiser; for conversions
 * @param environment where it happened
 */
public record Event(
    String id,
    Instant time,
    String user,
    Kind kind,
    String subject,
    Optional<String> request,
    OptionalInt position,
    OptionalDouble propensity,
    Optional<Money> value,
    Environment environment) {

  /** What happened, from the weakest sign of interest to the strongest. */
  public enum Kind {
    CONTENT,
    SEARCH,
    IMPRESSION,
    CLICK,
    CART,
    CONVERSION;

    /** Whether the subject is an ad. */
    public boolean isOfAd() {
      return compareTo(IMPRESSION) >= 0;
    }
  }

  /** An event with no ad request: content read, a search. */
  public static Event organic(
      String id, Instant time, String user, Kind kind, String subject, Environment environment) {
    return new Event(
        id,
        time,
        user,
        kind,
        subject,
        Optional.empty(),
        OptionalInt.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        environment);
  }
}
