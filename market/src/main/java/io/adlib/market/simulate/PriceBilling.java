package io.adlib.market.simulate;

import io.adlib.core.Campaign.Objective;
import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import io.adlib.core.Money;
import io.adlib.core.Slate;

/**
 * Charges the position's price on the event of the campaign's objective, with no budget: for
 * comparisons without a ledger. A thousandth of a price is rounded down to a micro. Thread-safe.
 *
 * @param catalogue the campaigns
 */
public record PriceBilling(Catalogue catalogue) implements Billing {

  @Override
  public Money charge(Event event, Slate.Position position) {
    Objective objective =
        catalogue.campaigns().get(catalogue.campaignIndex(position.campaign())).objective();
    Money price = position.price();
    Money nothing = Money.zero(price.currency());
    return switch (event.kind()) {
      case IMPRESSION ->
          objective == Objective.IMPRESSION
              ? Money.micros(price.micros() / 1000, price.currency())
              : nothing;
      case CLICK -> objective == Objective.CLICK ? price : nothing;
      case CONVERSION -> objective == Objective.CONVERSION ? price : nothing;
      case CONTENT, SEARCH, CART -> nothing;
    };
  }
}
