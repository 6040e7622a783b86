package io.adlib.market.eligibility;

import io.adlib.core.Campaign;

/** Lets a campaign that may be shown sit a request out, so that its budget lasts. */
@FunctionalInterface
public interface Throttle {

  /** Everyone takes part. */
  Throttle NONE = _ -> true;

  /** Whether a campaign takes part; asked once for each that targeting, flight and caps allow. */
  boolean admits(Campaign campaign);
}
