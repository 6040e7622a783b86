package io.adlib.market.auction;

import io.adlib.core.Catalogue;
import io.adlib.core.Money;

/**
 * An ad that competes for a place.
 *
 * @param ad number in the catalogue
 * @param pCTR probability in [0,1] of a click, if shown
 * @param pCVR probability in [0,1] of a conversion, if clicked
 * @param bid the most for one billable event of the campaign's objective (for impressions, per
 *     thousand), in any currency that has a rate; not negative
 */
public record Candidate(int ad, double pCTR, double pCVR, Money bid) {

  public Candidate {
    checkProbability("pCTR", pCTR, ad);
    checkProbability("pCVR", pCVR, ad);
    if (bid.micros() < 0) {
      throw new IllegalArgumentException("ad " + ad + " bids " + bid);
    }
  }

  /** With the bid that its campaign states. */
  public static Candidate of(Catalogue catalogue, int ad, double pCTR, double pCVR) {
    return new Candidate(ad, pCTR, pCVR, catalogue.campaign(ad).bid());
  }

  private static void checkProbability(String name, double p, int ad) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(name + " of ad " + ad + " is " + p + ", not in [0,1]");
    }
  }
}
