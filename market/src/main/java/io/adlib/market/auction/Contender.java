package io.adlib.market.auction;

import io.adlib.core.Money;
import java.math.BigInteger;

/**
 * A candidate, valued.
 *
 * @param candidate who competes
 * @param campaign number in the catalogue
 * @param advertiser number in the catalogue
 * @param category what {@link SlateRules} count it under; empty for none
 * @param offer what it bids here: its bid, or less where bids are shaded
 * @param eCPM worth of a thousand impressions at its offer, in the market's currency
 * @param score by what it is ranked, eCPM · quality without any rounding
 * @param valuation how it was valued
 */
public record Contender(
    Candidate candidate,
    int campaign,
    int advertiser,
    String category,
    Money offer,
    Money eCPM,
    BigInteger score,
    Valuation valuation) {

  /** What a thousand impressions would be worth at another bid, in the bid's currency. */
  public Money eCPMAt(Money bid) {
    return Money.micros(valuation.eCPM(bid.micros()), eCPM.currency());
  }

  /** The score at another bid, in the bid's currency. */
  public BigInteger scoreAt(Money bid) {
    return valuation.score(bid.micros());
  }

  /** The least it could bid and still have a score between 0, exclusive, and its own. */
  Money leastBid(BigInteger wanted) {
    return Money.micros(valuation.leastBid(wanted), candidate.bid().currency());
  }

  /** The score of the least bid that is worth an eCPM, which its own offer is. */
  BigInteger scoreOf(Money leastECPM) {
    return valuation.score(valuation.leastBid(leastECPM.micros()).longValueExact());
  }
}
