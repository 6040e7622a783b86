package io.adlib.market.simulate;

import io.adlib.core.Event;
import io.adlib.core.Money;
import io.adlib.core.Slate;

/**
 * Who pays on which event. The simulation calls it once for each impression, click and conversion
 * of a served ad, in order of time, so that a ledger behind it settles each exactly once.
 */
@FunctionalInterface
public interface Billing {

  /**
   * Charges what the event costs.
   *
   * @param event an impression, click or conversion
   * @param position the served position it belongs to
   * @return what was charged, in any currency of the market; zero if the event is not paid for
   */
  Money charge(Event event, Slate.Position position);
}
