package io.adlib.market.frequency;

import io.adlib.core.Campaign.FrequencyCap;
import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import java.time.Instant;
import java.util.List;

/** How often one user saw the campaigns that limit it. */
@FunctionalInterface
public interface FrequencyCounts {

  /** Somebody who saw nothing yet. */
  FrequencyCounts NONE = (_, _, _) -> 0;

  /**
   * Impressions of a campaign within its cap's window, which ends at {@code now} and is open at its
   * start; counting may stop at the cap.
   *
   * @param campaign the campaign's number in the catalogue
   */
  int impressions(int campaign, FrequencyCap cap, Instant now);

  /**
   * Counts from a user's own recent events, with no other state; what the list has forgotten is not
   * counted.
   */
  static FrequencyCounts of(Catalogue catalogue, List<Event> recent) {
    return (campaign, cap, now) -> {
      int seen = 0;
      for (int i = recent.size() - 1; i >= 0 && seen < cap.impressions(); i--) {
        Event event = recent.get(i);
        if (event.kind() == Event.Kind.IMPRESSION && within(event.time(), cap, now)) {
          int ad = catalogue.adIndex(event.subject());
          seen += ad >= 0 && catalogue.campaignOfAd(ad) == campaign ? 1 : 0;
        }
      }
      return seen;
    };
  }

  /** Whether an impression counts at {@code now}; one dated after now does. */
  private static boolean within(Instant seen, FrequencyCap cap, Instant now) {
    return seen.isAfter(now.minus(cap.window()));
  }
}
