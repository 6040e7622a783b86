package io.adlib.evaluate.lift;

import io.adlib.core.Catalogue;
import io.adlib.core.Event;

/**
 * Impressions, clicks and conversions of every ad in a history, and rates smoothed towards the
 * market's mean by {@value #PRIOR} impressions or clicks. Not thread-safe while counting.
 */
public final class AdCounts {

  private static final double PRIOR = 20;

  private final Catalogue catalogue;
  private final long[] impressions;
  private final long[] clicks;
  private final long[] conversions;
  private long allImpressions;
  private long allClicks;
  private long allConversions;

  /** Nothing counted. */
  public AdCounts(Catalogue catalogue) {
    this.catalogue = catalogue;
    impressions = new long[catalogue.ads().size()];
    clicks = new long[impressions.length];
    conversions = new long[impressions.length];
  }

  /** Counts an event; events of no ad or of an unknown one are passed over. */
  public void add(Event event) {
    int ad = event.kind().isOfAd() ? catalogue.adIndex(event.subject()) : -1;
    if (ad < 0) {
      return;
    }
    switch (event.kind()) {
      case IMPRESSION -> {
        impressions[ad]++;
        allImpressions++;
      }
      case CLICK -> {
        clicks[ad]++;
        allClicks++;
      }
      case CONVERSION -> {
        conversions[ad]++;
        allConversions++;
      }
      case CONTENT, SEARCH, CART -> {}
    }
  }

  /** Impressions of an ad so far. */
  public long impressions(int ad) {
    return impressions[ad];
  }

  /** Clicks on an ad so far. */
  public long clicks(int ad) {
    return clicks[ad];
  }

  /** The smoothed rate of clicks on impressions, in (0,1). */
  public double ctr(int ad) {
    return (clicks[ad] + PRIOR * meanCtr()) / (impressions[ad] + PRIOR);
  }

  /** The smoothed rate of conversions on clicks, in (0,1). */
  public double cvr(int ad) {
    double mean = (allConversions + 1.0) / (allClicks + 20.0);
    return (conversions[ad] + PRIOR * mean) / (clicks[ad] + PRIOR);
  }

  /** The market's rate of clicks on impressions, in (0,1) even when nothing is counted. */
  public double meanCtr() {
    return (allClicks + 1.0) / (allImpressions + 50.0);
  }
}
