package io.adlib.serve.path;

import io.adlib.core.Ad;
import io.adlib.core.Slate;
import io.adlib.market.auction.Lot;
import io.adlib.market.auction.Outcome;
import io.adlib.serve.release.Release;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.roaringbitmap.RoaringBitmap;

/**
 * With probability ε the last position shows an ad drawn evenly from the eligible ads of
 * advertisers that are not shown above it, priced as if it stood alone. So the propensities are
 * exact: of N such ads the one drawn has ε/N, the one that won has 1 − ε (+ ε/N if it is among the
 * N), and every position above the last has 1, since the auction decides alone. A drawn ad that is
 * worth less than the reserve leaves the winner in place.
 *
 * @param share ε
 * @param random decides once a request
 */
record Exploration(double share, RandomGenerator random) {

  List<Slate.Position> positions(
      Release release,
      Outcome outcome,
      List<Decision.Valued> valued,
      RoaringBitmap eligible,
      IntFunction<Optional<Lot.Won>> alone) {
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
        Optional<Lot.Won> won = alone.apply(drawn);
        if (won.isPresent()) {
          positions.set(last, position(release, won.get(), each, List.of(Candidates.EXPLORATION)));
          return positions;
        }
      }
    }
    positions.set(last, position(release, greedy, 1 - share + each, sources(valued, greedy)));
    return positions;
  }

  /** Eligible ads of advertisers that have no place above; never empty, the winner is one. */
  private static RoaringBitmap open(Release release, RoaringBitmap eligible, List<Lot.Won> above) {
    Set<Integer> taken = new HashSet<>();
    above.forEach(won -> taken.add(won.contender().advertiser()));
    var open = new RoaringBitmap();
    eligible.forEach(
        (org.roaringbitmap.IntConsumer)
            ad -> {
              if (taken.isEmpty()
                  || !taken.contains(
                      release
                          .catalogue()
                          .advertiserIndex(release.catalogue().campaign(ad).advertiser()))) {
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
        candidate.pCTR(),
        candidate.pCVR(),
        won.contender().eCPM(),
        won.price(),
        propensity,
        sources);
  }
}
