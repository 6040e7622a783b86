package io.adlib.market.eligibility;

import io.adlib.core.Campaign;
import java.time.Instant;

/** What is left to spend; {@code ledger::canSpend} is one. */
@FunctionalInterface
public interface Budgets {

  /** Money without end, for tests and offline evaluation. */
  Budgets UNLIMITED = (_, _) -> true;

  /**
   * Whether the campaign can still pay one billable event at its full bid, on the day that {@code
   * now} is in its advertiser's time zone.
   */
  boolean canSpend(Campaign campaign, Instant now);
}
