package io.adlib.evaluate.lift;

import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.Slate;
import io.adlib.core.UserState;
import java.util.List;

/**
 * Keeps the policy's order and charges everyone its bid. Thread-safe.
 *
 * @param catalogue the campaigns
 * @param name of the policy, which the slate carries as its release
 */
public record BidSeller(Catalogue catalogue, String name) implements Seller {

  @Override
  public Slate sell(Request request, UserState user, List<Offer> offers) {
    return new Slate(
        request.id(), name, offers.stream().limit(request.slots()).map(this::position).toList());
  }

  private Slate.Position position(Offer offer) {
    Campaign campaign = catalogue.campaign(offer.ad());
    String base = catalogue.rates().base();
    double perThousand =
        switch (campaign.objective()) {
          case IMPRESSION -> 1;
          case CLICK -> 1000 * offer.pClick();
          case CONVERSION -> 1000 * offer.pClick() * offer.pConversion();
        };
    long bid = catalogue.rates().convert(campaign.bid(), base).micros();
    return new Slate.Position(
        catalogue.ads().get(offer.ad()).id(),
        campaign.id(),
        offer.pClick(),
        offer.pConversion(),
        Money.micros((long) (bid * perThousand), base),
        campaign.bid(),
        offer.propensity(),
        List.of(name));
  }
}
