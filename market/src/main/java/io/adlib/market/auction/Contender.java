package io.adlib.market.auction;

import io.adlib.core.Money;

/**
 * A candidate, valued.
 *
 * @param candidate who competes
 * @param campaign number in the catalogue
 * @param advertiser number in the catalogue
 * @param eCPM worth of a thousand impressions at its bid, in the market's currency
 */
public record Contender(
    Candidate candidate, int campaign, int advertiser, Money eCPM, Valuation valuation) {

  /** What a thousand impressions would be worth at another bid, in the bid's currency. */
  public Money eCPMAt(Money bid) {
    return Money.micros(valuation.eCPM(bid.micros()), eCPM.currency());
  }

  /** The least it could bid and still be worth an eCPM between 1 micro and its own. */
  public Money leastBid(Money wanted) {
    return Money.micros(valuation.leastBid(wanted.micros()), candidate.bid().currency());
  }
}
