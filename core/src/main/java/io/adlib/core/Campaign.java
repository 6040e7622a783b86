package io.adlib.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What an advertiser buys.
 *
 * @param id unique
 * @param advertiser the advertiser's id
 * @param objective the event that is paid for
 * @param bid the most that is paid for one such event, for {@code IMPRESSION} per thousand
 * @param dailyBudget the most that is paid in a day of the advertiser's time zone, in the bid's
 *     currency
 * @param flight when ads may be shown
 * @param targeting to whom and where
 * @param frequencyCaps how often one user may see the campaign; all of them hold, none is no limit
 * @param pacing how the budget is spread over the day
 */
public record Campaign(
    String id,
    String advertiser,
    Objective objective,
    Money bid,
    Money dailyBudget,
    Flight flight,
    Targeting targeting,
    List<FrequencyCap> frequencyCaps,
    Pacing pacing) {

  public Campaign {
    frequencyCaps = List.copyOf(frequencyCaps);
    if (!bid.isPositive()) {
      throw new InputException("campaign " + id + " bids " + bid, "a bid must be positive");
    }
    if (dailyBudget.micros() < 0 || !dailyBudget.currency().equals(bid.currency())) {
      throw new InputException(
          "campaign " + id + " has a daily budget of " + dailyBudget + " and bids " + bid,
          "a budget is not negative and has the bid's currency");
    }
  }

  /** How many of one user's latest impressions decide whether a cap is reached; 0 without caps. */
  public int decisiveImpressions() {
    return frequencyCaps.stream().mapToInt(FrequencyCap::impressions).max().orElse(0);
  }

  /** The event that is paid for. */
  public enum Objective {
    /** Every thousand impressions (CPM). */
    IMPRESSION,
    /** A click (CPC). */
    CLICK,
    /** A conversion (CPA). */
    CONVERSION
  }

  /** From {@code start}, inclusive, to {@code end}, exclusive. */
  public record Flight(Instant start, Instant end) {
    public Flight {
      if (!start.isBefore(end)) {
        throw new InputException(
            "a flight from " + start + " to " + end, "a flight must start before it ends");
      }
    }

    /** Whether the moment lies inside. */
    public boolean contains(Instant moment) {
      return !moment.isBefore(start) && moment.isBefore(end);
    }
  }

  /**
   * Where and to whom; an empty set allows all.
   *
   * @param placements placement ids
   * @param devices device types, such as {@code mobile}
   * @param countries ISO 3166 alpha-2 codes
   */
  public record Targeting(Set<String> placements, Set<String> devices, Set<String> countries) {
    /** Everyone, everywhere. */
    public static final Targeting ALL = new Targeting(Set.of(), Set.of(), Set.of());

    public Targeting {
      placements = Set.copyOf(placements);
      devices = Set.copyOf(devices);
      countries = Set.copyOf(countries);
    }
  }

  /** At most {@code impressions} to one user in any {@code window}. */
  public record FrequencyCap(int impressions, Duration window) {
    public FrequencyCap {
      if (impressions < 1 || !window.isPositive()) {
        throw new InputException(
            "a frequency cap of " + impressions + " in " + window, "both must be positive");
      }
    }
  }

  /** How a budget is spread over the day. */
  public enum Pacing {
    /** As fast as it is won. */
    ASAP,
    /** Along the day's traffic. */
    EVEN
  }
}
