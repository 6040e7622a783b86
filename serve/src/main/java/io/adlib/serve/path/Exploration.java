package io.adlib.serve.path;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.core.Slate;
import io.adlib.market.auction.Lot;
import io.adlib.market.auction.Outcome;
import io.adlib.market.auction.SlateRules;
import io.adlib.serve.release.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.roaringbitmap.RoaringBitmap;

/**
 * The last position may be given to an ad that did not win it, priced as if it stood alone. With
 * probability y that is one drawn evenly from the eligible young ads, else with probability ε one
 * drawn evenly from all eligible ads; only ads that the slate's rules let stand below those above
 * count, and where no young one is left, y is 0. So the propensities are exact: with N such ads, Y
 * of them young, an ad has (1 − y)·ε/N, and y/Y more if it is young, and (1 − y)(1 − ε) more if it
 * won; every position above the last has 1, since the auction decides alone. A drawn ad that is
 * worth less than the reserve leaves the winner in place.
 *
 * @param share ε
 * @param youngShare y
 * @param young eligible ads that are young; not changed
 * @param rules of the slate
 * @param random decides once a request
 */
record Exploration(
    double share,
    double youngShare,
    RoaringBitmap young,
    SlateRules rules,
    RandomGenerator random) {

  /** Sells a place to an ad that has no rivals, if it is worth the reserve. */
  interface Alone {
    Optional<Lot.Won> sell(int ad, int place);
  }

  List<Slate.Position> positions(
      Release release,
      Outcome outcome,
      List<Decision.Valued> valued,
      RoaringBitmap eligible,
      Alone alone) {
    var positions = new ArrayList<Slate.Position>();
    for (Lot.Won won : outcome.winners()) {
      positions.add(position(release, won, 1, sources(valued, won)));
    }
    if (positions.isEmpty() || (share == 0 && (youngShare == 0 || young.isEmpty()))) {
      return positions;
    }
    int last = positions.size() - 1;
    RoaringBitmap open = open(release, eligible, outcome.winners().subList(0, last));
    var draw = new Draw(open, RoaringBitmap.and(open, young), share, youngShare);
    Lot.Won greedy = outcome.winners().get(last);
    int winner = greedy.contender().candidate().ad();
    int drawn = draw.ad(random, winner);
    if (drawn != winner) {
      Optional<Lot.Won> won = alone.sell(drawn, last);
      if (won.isPresent()) {
        List<String> source =
            draw.young.contains(drawn) ? Candidates.YOUNG : Candidates.EXPLORATION;
        positions.set(last, position(release, won.get(), draw.propensity(drawn, false), source));
        return positions;
      }
    }
    positions.set(
        last, position(release, greedy, draw.propensity(winner, true), sources(valued, greedy)));
    return positions;
  }

  /** What may be drawn, and with which probability. */
  private record Draw(RoaringBitmap open, RoaringBitmap young, double share, double youngShare) {

    Draw {
      youngShare = young.isEmpty() ? 0 : youngShare;
    }

    /** The ad drawn, or the winner. */
    int ad(RandomGenerator random, int winner) {
      if (youngShare > 0 && random.nextDouble() < youngShare) {
        return young.select(random.nextInt(young.getCardinality()));
      }
      return random.nextDouble() < share
          ? open.select(random.nextInt(open.getCardinality()))
          : winner;
    }

    double propensity(int ad, boolean won) {
      double even = (1 - youngShare) * share / open.getCardinality();
      double fresh = young.contains(ad) ? youngShare / young.getCardinality() : 0;
      return Math.min(1, even + fresh + (won ? (1 - youngShare) * (1 - share) : 0));
    }
  }

  /** Eligible ads that the rules let stand below those above; never empty, the winner is one. */
  private RoaringBitmap open(Release release, RoaringBitmap eligible, List<Lot.Won> above) {
    if (above.isEmpty()) {
      return eligible;
    }
    Catalogue catalogue = release.catalogue();
    SlateRules.Full full = rules.full(catalogue, above);
    RoaringBitmap open = eligible.clone();
    for (int advertiser : full.advertisers()) {
      open.andNot(release.eligibility().adsOf(catalogue.advertisers().get(advertiser).id()));
    }
    for (List<String> category : full.categories()) {
      RoaringBitmap near =
          RoaringBitmap.and(open, release.eligibility().adsUnder(category.getLast()));
      near.stream()
          .filter(ad -> rules.isOf(catalogue.ads().get(ad), category))
          .forEach(open::remove);
    }
    return open;
  }

  private static List<String> sources(List<Decision.Valued> valued, Lot.Won won) {
    return valued.stream()
        .filter(v -> v.ad() == won.contender().candidate().ad())
        .findFirst()
        .map(Decision.Valued::sources)
        .orElse(List.of());
  }

  private static Slate.Position position(
      Release release, Lot.Won won, double propensity, List<String> sources) {
    var candidate = won.contender().candidate();
    Ad ad = release.catalogue().ads().get(candidate.ad());
    return new Slate.Position(
        ad.id(),
        ad.campaign(),
        won.pCTR(),
        candidate.pCVR(),
        won.worth(),
        won.price(),
        propensity,
        sources);
  }
}
