package io.adlib.serve.view;

import io.adlib.core.Event;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.Slate;
import io.adlib.serve.release.Recall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Why a request was answered as it was.
 *
 * @param request the question; without consent its user is empty
 * @param release which answered
 * @param attributes of the user, as far as they were used
 * @param history of the user, oldest first, as it was used
 * @param ads in the catalogue
 * @param eligible of them were allowed
 * @param reasons why the others were not; an ad may have several. Counted with the budgets and caps
 *     of now, for which the time may have moved on
 * @param missed ads that the generator would have written first, had they been allowed
 * @param influence what of the history mattered, if an ad that is shown was generated
 * @param beam prefixes the generator kept at each level; 0 if it did not run
 * @param levels the prefixes it kept, the first level first; none if it did not run
 * @param candidates all that were valued, by falling eCPM
 * @param reserve least eCPM of a shown ad, in the market's currency
 * @param slate the answer
 * @param steps what was left out for want of time
 * @param spent time by stage
 * @param took from the question to the durable answer
 */
public record Explanation(
    Request request,
    String release,
    Map<String, String> attributes,
    List<Event> history,
    int ads,
    int eligible,
    List<Reason> reasons,
    List<Missed> missed,
    Optional<Influence> influence,
    int beam,
    List<List<Recall.Prefix>> levels,
    List<Considered> candidates,
    Money reserve,
    Slate slate,
    List<String> steps,
    Map<String, Duration> spent,
    Duration took) {

  /**
   * Why some ads were not allowed.
   *
   * @param name such as {@code BUDGET}
   * @param text in words that follow "the ad is not shown:"
   * @param ads how many
   */
  public record Reason(String name, String text, int ads) {}

  /**
   * An ad that would have been generated, had it been allowed.
   *
   * @param logP natural logarithm of its probability among all ads
   * @param reasons why it was not allowed, in words that follow "the ad is not shown:"
   */
  public record Missed(String ad, String title, double logP, List<String> reasons) {
    public Missed {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * An ad that was considered.
   *
   * @param semanticId such as {@code 12-250-3-0}; empty if it has none
   * @param logP by the generator, if it proposed the ad or was asked about it
   * @param sources who proposed it
   * @param grade how well it answers the query, from 1 to 4, if that was asked and can be said
   * @param eCPM worth of a thousand impressions, in the market's currency
   * @param place in the auction's result, from 0, if it won
   * @param needed the eCPM it had to be worth, if it won
   * @param price for one billable event, in its campaign's currency, if it won
   * @param lost why, if it lost
   */
  public record Considered(
      String ad,
      String title,
      String campaign,
      String semanticId,
      OptionalDouble logP,
      List<String> sources,
      double pCTR,
      double pCVR,
      OptionalDouble grade,
      Money eCPM,
      OptionalInt place,
      Optional<Money> needed,
      Optional<Money> price,
      Optional<String> lost) {}
}
