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
   * @param needed the eCPM it had to be worth: the runner-up's, or the reserve
   * @param price for one billable event of the objective (for impressions, per thousand), in the
   *     bid's currency
   */
  record Won(Contender contender, int place, Money needed, Money price) implements Lot {}

  /** It lost. */
  record Lost(Contender contender, Cause cause) implements Lot {}

  /** Why a candidate lost. */
  enum Cause {
    /** Better ones took all places. */
    OUTRANKED,
    /** Its eCPM is below the reserve, or nothing. */
    BELOW_RESERVE,
    /** Better ads of its advertiser took the places one advertiser may have. */
    ADVERTISER_LIMIT
  }
}
