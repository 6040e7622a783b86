package io.adlib.market.auction;

import io.adlib.core.Catalogue;
import io.adlib.core.Money;
import io.adlib.core.Seed;
import io.adlib.market.TestingMarket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A random sale, the same for the same seed: who competes, for how many places, under what rules.
 */
record Sale(
    Catalogue catalogue,
    List<Candidate> candidates,
    int slots,
    Money reserve,
    SlateRules rules,
    PositionEffects effects) {

  /** Any advertisers, campaigns, objectives, currencies and qualities. */
  static Sale of(long seed) {
    return of(TestingMarket.random(seed, 6, 12, 40), seed);
  }

  private static Sale of(Catalogue catalogue, long seed) {
    RandomGenerator random = new Seed(seed).of("candidates").generator();
    List<Candidate> candidates = new ArrayList<>();
    for (int ad = 0; ad < catalogue.ads().size(); ad++) {
      if (random.nextBoolean()) {
        candidates.add(
            Candidate.of(catalogue, ad, random.nextInt(11) / 100.0, random.nextDouble())
                .ofQuality(random.nextBoolean() ? 1 : (1 + random.nextInt(10)) / 10.0));
      }
    }
    Money reserve = Money.micros(random.nextLong(2_000_000), "EUR");
    return new Sale(
        catalogue,
        candidates,
        1 + random.nextInt(4),
        reserve,
        SlateRules.ONE_AN_ADVERTISER,
        effects(random));
  }

  /** One ad an advertiser at most, so that each bid is an advertiser's whole say. */
  static Sale ofSingles(long seed) {
    Sale sale = of(seed);
    Set<String> advertisers = new HashSet<>();
    List<Candidate> singles =
        sale.candidates.stream()
            .filter(c -> advertisers.add(sale.catalogue.campaign(c.ad()).advertiser()))
            .toList();
    return sale.with(singles);
  }

  private static PositionEffects effects(RandomGenerator random) {
    double[] odds = new double[4];
    double left = 1;
    for (int place = 0; place < odds.length; place++) {
      odds[place] = left;
      left *= .3 + .7 * random.nextDouble();
    }
    return PositionEffects.of(odds.length, place -> odds[place]);
  }

  Outcome run(Pricing pricing) {
    return new Auction(catalogue, pricing, rules, effects)
        .run(candidates, slots, reserve, new Seed(5));
  }

  Sale with(List<Candidate> others) {
    return new Sale(catalogue, others, slots, reserve, rules, effects);
  }

  Sale under(SlateRules other) {
    return new Sale(catalogue, candidates, slots, reserve, other, effects);
  }

  Sale bidding(int ad, Money bid) {
    return with(candidates.stream().map(c -> c.ad() == ad ? c.bidding(bid) : c).toList());
  }

  Sale without(int advertiser) {
    return with(
        candidates.stream()
            .filter(
                c ->
                    catalogue.advertiserIndex(catalogue.campaign(c.ad()).advertiser())
                        != advertiser)
            .toList());
  }
}
