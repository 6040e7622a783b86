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
 * With probability ε the last position shows an ad drawn evenly from the eligible ads that the
 * slate's rules let stand below those above it, priced as if it stood alone. So the propensities
 * are exact: of N such ads the one drawn has ε/N, the one that won has 1 − ε (+ ε/N if it is among
 * the N), and every position above the last has 1, since the auction decides alone. A drawn ad that
 * is worth less than the reserve leaves the winner in place.
 *
 * @param share ε
 * @param rules of the slate
 * @param random decides once a request
 */
record Exploration(double share, SlateRules rules, RandomGenerator random) {

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
    if (positions.isEmpty() || share == 0) {
      return positions;
    }
    int last = positions.size() - 1;
    RoaringBitmap open = open(release, eligible, outcome.winners().subList(0, last));
    double each = share / open.getCardinality();
    Lot.Won greedy = outcome.winners().get(last);
    if (random.nextDouble() < share) {
      int drawn = open.select(random.nextInt(open.getCardinality()));
      if (drawn != greedy.contender().candidate().ad()) {
        Optional<Lot.Won> won = alone.sell(drawn, last);
        if (won.isPresent()) {
          positions.set(last, position(release, won.get(), each, List.of(Candidates.EXPLORATION)));
          return positions;
        }
      }
    }
    positions.set(last, position(release, greedy, 1 - share + each, sources(valued, greedy)));
    return positions;
  }

  /** Eligible ads that the rules let stand below those above; never empty, the winner is one. */
  private RoaringBitmap open(Release release, RoaringBitmap eligible, List<Lot.Won> above) {
    Catalogue catalogue = release.catalogue();
    if (above.isEmpty()) {
      return eligible;
    }
    var open = new RoaringBitmap();
    eligible.forEach(
        (org.roaringbitmap.IntConsumer)
            ad -> {
              int advertiser = catalogue.advertiserIndex(catalogue.campaign(ad).advertiser());
              if (rules.admits(advertiser, catalogue.ads().get(ad), above)) {
                open.add(ad);
              }
            });
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
