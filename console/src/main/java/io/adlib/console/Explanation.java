package io.adlib.console;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How one request was answered, step by step.
 *
 * @param tookMillis from the question to the durable answer
 * @param influence what of the history bore on a shown ad; empty if none that is shown was
 *     generated
 * @param beams a list a level, most probable first; empty if the generator did not run
 * @param steps what was left out for want of time
 * @param stages where the time went
 */
public record Explanation(
    String release,
    Asked request,
    Known user,
    Legality legality,
    Optional<Influenced> influence,
    List<List<Beam>> beams,
    List<Valued> candidates,
    Sold auction,
    List<String> steps,
    List<StageTime> stages,
    double tookMillis) {

  /** The request; empty texts are unknown. */
  public record Asked(
      String id,
      Instant time,
      String user,
      boolean consent,
      String placement,
      String device,
      String country,
      String page,
      String query,
      int slots) {}

  /** What was used of the user. */
  public record Known(Map<String, String> attributes, List<Past> history) {}

  /**
   * An event; those that bore on the explained ad stand first, newest first among them and among
   * the others.
   *
   * @param title of the content or ad; empty if it is not in the catalogue
   * @param attention share of the generator's attention, 0 to 1, where an ad is explained
   * @param effect what the event adds to the explained ad's log-probability, found by leaving it
   *     out
   */
  public record Past(
      String kind,
      String subject,
      String title,
      Instant time,
      OptionalDouble attention,
      OptionalDouble effect) {}

  /**
   * The shown ad that {@link Past#attention} and {@link Past#effect} are about.
   *
   * @param agreement rank correlation of the two, −1 to 1; empty where too few events are read
   */
  public record Influenced(String ad, String title, OptionalDouble agreement) {}

  /** How many ads there are, how many were allowed, and what kept the others out. */
  public record Legality(int ads, int eligible, List<Reason> reasons, List<Missed> missed) {}

  /** An ad that would have been generated, and why it was not allowed, in words. */
  public record Missed(String ad, String title, double logP, List<String> why) {}

  /** A reason in words and how many ads it kept out. */
  public record Reason(String reason, String text, int ads) {}

  /**
   * A prefix in a beam.
   *
   * @param path codes joined by {@code -}
   * @param words what most ads below are about
   * @param near words that ads below have more often than others; none at a single ad
   * @param logP natural logarithm of its probability
   * @param value what the ad that it leads to is expected to be worth in the end, in units of the
   *     mean; empty where the release has no evaluator
   * @param won whether the path of an ad that is shown begins with it
   */
  public record Beam(
      String path,
      String words,
      List<String> near,
      double logP,
      OptionalDouble value,
      boolean won) {}

  /**
   * A candidate.
   *
   * @param logP of its path, if it was generated
   * @param sources recall paths that proposed it
   * @param grade how well it answers the query, from 1 to 4, if that was asked and can be said
   * @param objective what the campaign pays for
   */
  public record Valued(
      String ad,
      String title,
      String brand,
      String category,
      List<String> sources,
      OptionalDouble logP,
      double pCTR,
      double pCVR,
      OptionalDouble grade,
      String objective,
      Amount bid,
      Amount eCPM,
      boolean won) {}

  /** The auction's result. */
  public record Sold(Amount reserve, List<Winner> winners, List<Loser> losers) {}

  /**
   * A winner.
   *
   * @param needed eCPM it had to be worth; none if it was drawn to explore
   * @param price for one billable event
   * @param paidWhen the billable event, in words
   */
  public record Winner(
      int place,
      String ad,
      String title,
      String advertiser,
      Amount eCPM,
      Optional<Amount> needed,
      Amount bid,
      Amount price,
      String paidWhen) {}

  /** A loser and why, in words. */
  public record Loser(String ad, String title, String advertiser, Amount eCPM, String why) {}

  /** Time of one part of the path. */
  public record StageTime(String name, double millis) {}
}
