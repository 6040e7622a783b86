package io.adlib.evaluate.lift;

import io.adlib.core.Request;
import io.adlib.core.Slate;
import io.adlib.core.UserState;
import java.util.List;

/**
 * Makes a priced slate of what a policy offers: an auction with budgets, or {@link BidSeller}. All
 * arms of a comparison should sell by the same rules.
 */
@FunctionalInterface
public interface Seller {

  /**
   * Sells the places.
   *
   * @param offers the policy's favourites first; may be more than the request has slots
   */
  Slate sell(Request request, UserState user, List<Offer> offers);
}
