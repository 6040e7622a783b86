package io.adlib.market.auction;

import io.adlib.core.Catalogue;
import io.adlib.core.Money;

/**
 * An ad that competes for a place.
 *
 * @param ad number in the catalogue
 * @param pCTR probability in [0,1] of a click, if shown in the first place
 * @param pCVR probability in [0,1] of a conversion, if clicked
 * @param quality in (0,1], what the market thinks of the ad beside its money; ads are ranked by
 *     eCPM · quality
 * @param bid the most for one billable event of the campaign's objective (for impressions, per
 *     thousand), in any currency that has a rate; not negative
 */
public record Candidate(int ad, double pCTR, double pCVR, double quality, Money bid) {

  public Candidate {
    checkProbability("pCTR", pCTR, ad);
    checkProbability("pCVR", pCVR, ad);
    if (!(quality > 0 && quality <= 1)) {
      throw new IllegalArgumentException("quality of ad " + ad + " is " + quality);
    }
    if (bid.micros() < 0) {
      throw new IllegalArgumentException("ad " + ad + " bids " + bid);
    }
  }

  /** Of full quality, with the bid that its campaign states. */
  public static Candidate of(Catalogue catalogue, int ad, double pCTR, double pCVR) {
    return new Candidate(ad, pCTR, pCVR, 1, catalogue.campaign(ad).bid());
  }

  /** The same with another bid. */
  public Candidate bidding(Money other) {
    return new Candidate(ad, pCTR, pCVR, quality, other);
  }

  /** The same with another quality. */
  public Candidate ofQuality(double other) {
    return new Candidate(ad, pCTR, pCVR, other, bid);
  }

  private static void checkProbability(String name, double p, int ad) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(name + " of ad " + ad + " is " + p + ", not in [0,1]");
    }
  }
}
