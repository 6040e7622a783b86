package io.adlib.market.auction;

import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Money;
import io.adlib.core.Seed;
import io.adlib.market.auction.Lot.Cause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sells the places of a slate: values every candidate in the market's currency, drops those below
 * the reserve, ranks by eCPM, keeps at most {@code perAdvertiser} ads of one advertiser, and prices
 * the winners. Equal eCPMs are ordered by a draw from the seed that depends on the ad alone, so the
 * result does not depend on the order of the candidates. Immutable and thread-safe.
 */
public final class Auction {

  private final Catalogue catalogue;
  private final Pricing pricing;
  private final int perAdvertiser;

  /**
   * @param perAdvertiser most ads of one advertiser in a slate, at least 1
   */
  public Auction(Catalogue catalogue, Pricing pricing, int perAdvertiser) {
    if (perAdvertiser < 1) {
      throw new IllegalArgumentException(perAdvertiser + " ads an advertiser");
    }
    this.catalogue = catalogue;
    this.pricing = pricing;
    this.perAdvertiser = perAdvertiser;
  }

  /** Second price, one ad an advertiser. */
  public Auction(Catalogue catalogue) {
    this(catalogue, Pricing.SECOND_PRICE, 1);
  }

  /**
   * Runs one auction.
   *
   * @param candidates each ad once
   * @param slots places for sale
   * @param reserve least eCPM of a winner, in the market's currency (the base of the catalogue's
   *     rates); zero lets every candidate in that is worth a micro
   * @param draw decides between equals; one seed a request
   * @throws io.adlib.core.InputException if a bid's currency has no rate
   */
  public Outcome run(List<Candidate> candidates, int slots, Money reserve, Seed draw) {
    String market = catalogue.rates().base();
    if (!reserve.currency().equals(market)) {
      throw new IllegalArgumentException("a reserve of " + reserve + " in a market of " + market);
    }
    Money floor = Money.micros(Math.max(1, reserve.micros()), market);
    List<Contender> ranking = new ArrayList<>();
    List<Lot.Lost> losers = new ArrayList<>();
    Map<Integer, Integer> placed = new HashMap<>();
    for (Contender contender : byValue(candidates, draw)) {
      if (contender.eCPM().compareTo(floor) < 0) {
        losers.add(new Lot.Lost(contender, Cause.BELOW_RESERVE));
      } else if (placed.merge(contender.advertiser(), 1, Integer::sum) > perAdvertiser) {
        losers.add(new Lot.Lost(contender, Cause.ADVERTISER_LIMIT));
      } else {
        ranking.add(contender);
      }
    }
    List<Lot.Won> winners = new ArrayList<>();
    for (int place = 0; place < Math.min(slots, ranking.size()); place++) {
      winners.add(
          new Lot.Won(
              ranking.get(place),
              place,
              pricing.needed(ranking, place, floor),
              pricing.price(ranking, place, floor)));
    }
    for (int rank = winners.size(); rank < ranking.size(); rank++) {
      losers.add(new Lot.Lost(ranking.get(rank), Cause.OUTRANKED));
    }
    losers.sort(Comparator.comparing((Lot.Lost lot) -> lot.contender().eCPM()).reversed());
    return new Outcome(winners, losers);
  }

  private record Drawn(Contender contender, long lot, String ad) {}

  private List<Contender> byValue(List<Candidate> candidates, Seed draw) {
    Set<Integer> seen = new HashSet<>();
    List<Drawn> drawn = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      if (!seen.add(candidate.ad())) {
        throw new IllegalArgumentException("ad " + candidate.ad() + " competes twice");
      }
      String ad = catalogue.ads().get(candidate.ad()).id();
      drawn.add(new Drawn(value(candidate), draw.of(ad).value(), ad));
    }
    drawn.sort(
        Comparator.comparing((Drawn d) -> d.contender.eCPM())
            .reversed()
            .thenComparing(Drawn::lot)
            .thenComparing(Drawn::ad));
    return drawn.stream().map(Drawn::contender).toList();
  }

  private Contender value(Candidate candidate) {
    Campaign campaign = catalogue.campaign(candidate.ad());
    var valuation =
        Valuation.of(
            catalogue.rates(),
            candidate.bid().currency(),
            campaign.objective(),
            candidate.pCTR(),
            candidate.pCVR());
    return new Contender(
        candidate,
        catalogue.campaignOfAd(candidate.ad()),
        catalogue.advertiserIndex(campaign.advertiser()),
        Money.micros(valuation.eCPM(candidate.bid().micros()), catalogue.rates().base()),
        valuation);
  }
}
