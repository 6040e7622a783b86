package io.adlib.market.auction;

import io.adlib.core.Ad;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Money;
import io.adlib.core.Seed;
import io.adlib.market.auction.Lot.Cause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sells the places of a slate: values every candidate in the market's currency, drops those below
 * the reserve, ranks by eCPM and quality, fills the slate in that order under its rules, and prices
 * the winners. Equal scores are ordered by a draw from the seed that depends on the ad alone, so
 * the result does not depend on the order of the candidates. Immutable, but for what a shaded first
 * price learns; thread-safe.
 */
public final class Auction {

  private final Catalogue catalogue;
  private final Pricing pricing;
  private final SlateRules rules;
  private final PositionEffects effects;

  /** Sells by a rule of prices, under rules of the slate. */
  public Auction(Catalogue catalogue, Pricing pricing, SlateRules rules, PositionEffects effects) {
    this.catalogue = catalogue;
    this.pricing = pricing;
    this.rules = rules;
    this.effects = effects;
  }

  /** Second price, one ad an advertiser, all places alike. */
  public Auction(Catalogue catalogue) {
    this(catalogue, Pricing.SECOND_PRICE, SlateRules.ONE_AN_ADVERTISER, PositionEffects.NONE);
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
    List<Contender> placed = new ArrayList<>();
    List<Lot.Lost> losers = new ArrayList<>();
    SlateRules.Tally slate = rules.new Tally();
    for (Contender contender : byScore(candidates, floor, draw)) {
      if (contender.eCPM().compareTo(floor) < 0) {
        losers.add(new Lot.Lost(contender, Cause.BELOW_RESERVE));
        continue;
      }
      ranking.add(contender);
      Optional<Cause> refusal = slate.refusal(contender);
      if (refusal.isPresent()) {
        losers.add(new Lot.Lost(contender, refusal.get()));
      } else if (placed.size() == slots) {
        losers.add(new Lot.Lost(contender, Cause.OUTRANKED));
      } else {
        slate.place(contender);
        placed.add(contender);
      }
    }
    List<Lot.Won> winners = new ArrayList<>();
    for (int place = 0; place < placed.size(); place++) {
      winners.add(
          won(placed.get(place), Ladder.of(ranking, placed, place, slots, floor, rules), market));
    }
    losers.sort(Comparator.comparing((Lot.Lost lot) -> lot.contender().eCPM()).reversed());
    var outcome = new Outcome(winners, losers);
    learn(outcome);
    return outcome;
  }

  /**
   * Sells one place to one ad, as if nobody else wanted it: at the reserve, or what it offers where
   * that is the price. Empty if the ad is worth less than the reserve.
   */
  public Optional<Lot.Won> alone(Candidate candidate, int place, Money reserve) {
    String market = catalogue.rates().base();
    Money floor = Money.micros(Math.max(1, reserve.micros()), market);
    Contender contender = value(candidate, floor);
    return contender.eCPM().compareTo(floor) < 0
        ? Optional.empty()
        : Optional.of(won(contender, Ladder.alone(contender, place, floor), market));
  }

  private Lot.Won won(Contender winner, Ladder ladder, String market) {
    var objective = catalogue.campaigns().get(winner.campaign()).objective();
    var paid = pricing.paid(winner, ladder, effects, objective);
    return new Lot.Won(
        winner,
        ladder.place(),
        Money.micros(winner.valuation().eCPM(paid), market),
        winner.leastBid(paid),
        objective == Campaign.Objective.IMPRESSION
            ? winner.eCPM()
            : effects.of(winner.eCPM(), ladder.place()),
        effects.at(ladder.place()));
  }

  /** A first price learns from each offer that was not refused by a rule. */
  private void learn(Outcome outcome) {
    if (pricing instanceof Pricing.FirstPrice(Optional<BidShading> shading)
        && shading.isPresent()) {
      WinRates rates = shading.get().rates();
      outcome.winners().forEach(won -> rates.observe(won.contender().eCPM().micros(), true));
      for (Lot.Lost lost : outcome.losers()) {
        switch (lost.cause()) {
          case OUTRANKED -> rates.observe(lost.contender().eCPM().micros(), false);
          case BELOW_RESERVE, ADVERTISER_LIMIT, CATEGORY_LIMIT -> {}
        }
      }
    }
  }

  private record Drawn(Contender contender, long lot, String ad) {}

  private List<Contender> byScore(List<Candidate> candidates, Money floor, Seed draw) {
    Set<Integer> seen = new HashSet<>();
    List<Drawn> drawn = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      if (!seen.add(candidate.ad())) {
        throw new IllegalArgumentException("ad " + candidate.ad() + " competes twice");
      }
      String ad = catalogue.ads().get(candidate.ad()).id();
      drawn.add(new Drawn(value(candidate, floor), draw.of(ad).value(), ad));
    }
    drawn.sort(
        Comparator.comparing((Drawn d) -> d.contender.score())
            .reversed()
            .thenComparing(Drawn::lot)
            .thenComparing(Drawn::ad));
    return drawn.stream().map(Drawn::contender).toList();
  }

  private Contender value(Candidate candidate, Money floor) {
    Ad ad = catalogue.ads().get(candidate.ad());
    Campaign campaign = catalogue.campaign(candidate.ad());
    var valuation = Valuation.of(catalogue.rates(), campaign.objective(), candidate);
    Money offer = offer(candidate, valuation, floor);
    return new Contender(
        candidate,
        catalogue.campaignOfAd(candidate.ad()),
        catalogue.advertiserIndex(campaign.advertiser()),
        rules.category(ad),
        offer,
        Money.micros(valuation.eCPM(offer.micros()), catalogue.rates().base()),
        valuation.score(offer.micros()),
        valuation);
  }

  private Money offer(Candidate candidate, Valuation valuation, Money floor) {
    Money bid = candidate.bid();
    if (!(pricing instanceof Pricing.FirstPrice(Optional<BidShading> shading))
        || shading.isEmpty()) {
      return bid;
    }
    long value = valuation.eCPM(bid.micros());
    if (value < floor.micros()) {
      return bid;
    }
    long offered = shading.get().offer(value, floor.micros());
    return offered >= value
        ? bid
        : Money.micros(valuation.leastBid(offered).longValueExact(), bid.currency());
  }
}
