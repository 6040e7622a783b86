package io.adlib.market.auction;

import io.adlib.core.Money;

/** How one candidate fared. */
public sealed interface Lot {

  /** Who competed. */
  Contender contender();

  /**
   * It is shown.
   *
   * @param place position in the slate, from 0
   * @param needed the eCPM that its price is worth at the first place, rounded down: for second
   *     price what it had to be worth to keep its place
   * @param price for one billable event of the objective (for impressions, per thousand), in the
   *     bid's currency
   * @param worth the expected value of a thousand impressions at this place, in the market's
   *     currency
   * @param effect what the place leaves of the odds of a click, in (0,1]; 1 at the first
   */
  record Won(Contender contender, int place, Money needed, Money price, Money worth, double effect)
      implements Lot {

    /** Probability in [0,1] of a click at this place. */
    public double pCTR() {
      return contender.candidate().pCTR() * effect;
    }
  }

  /** It lost. */
  record Lost(Contender contender, Cause cause) implements Lot {}

  /** Why a candidate lost. */
  enum Cause {
    /** Better ones took all places. */
    OUTRANKED,
    /** Its eCPM is below the reserve, or nothing. */
    BELOW_RESERVE,
    /** Better ads of its advertiser took the places one advertiser may have. */
    ADVERTISER_LIMIT,
    /** Better ads of its category took the places one category may have. */
    CATEGORY_LIMIT
  }
}
