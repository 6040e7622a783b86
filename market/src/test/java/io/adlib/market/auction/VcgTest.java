package io.adlib.market.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Campaign.Objective;
import io.adlib.core.Money;
import io.adlib.core.Seed;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The incentives that {@link Pricing.Vcg} promises, each within what it states. */
class VcgTest {

  private static final List<SlateRules> RULES =
      List.of(SlateRules.ONE_AN_ADVERTISER, new SlateRules(1, 1, 1), new SlateRules(1, 2, 1));

  @Property(tries = 200)
  void thePriceIsWhatTheOthersLoseToTheMicro(@ForAll long seed) {
    Sale all = Sale.of(seed);
    Sale sale =
        new Sale(
            all.catalogue(),
            all.candidates().stream().filter(c -> !perImpression(all, c)).limit(9).toList(),
            all.slots(),
            Money.zero("EUR"),
            all.rules(),
            all.effects());
    List<Contender> everyone = contenders(sale);
    BigInteger welfare = best(everyone, sale, 0, new HashSet<>());
    for (Lot.Won won : sale.run(Pricing.VCG).winners()) {
      Contender winner = won.contender();
      BigInteger own = sale.effects().parts(won.place()).multiply(winner.score());
      List<Contender> others =
          everyone.stream().filter(c -> c.advertiser() != winner.advertiser()).toList();
      BigInteger lost = best(others, sale, 0, new HashSet<>()).subtract(welfare.subtract(own));
      assertThat(lost.signum()).isNotNegative();
      BigInteger paid = lost.divide(sale.effects().parts(won.place()));
      long micros = paid.signum() == 0 ? 0 : winner.valuation().leastBid(paid);
      long least = winner.valuation().leastBid(1).longValueExact();
      assertThat(won.price().micros())
          .as("the externality; where it is nearly nothing, the least price there is")
          .isBetween(micros, micros + least);
    }
  }

  /** The greatest sum of effect · score, by trying everything. */
  private static BigInteger best(
      List<Contender> contenders, Sale sale, int place, Set<Integer> advertisers) {
    BigInteger best = BigInteger.ZERO;
    if (place < sale.slots()) {
      for (Contender next : contenders) {
        if (advertisers.add(next.advertiser())) {
          BigInteger value =
              sale.effects()
                  .parts(place)
                  .multiply(next.score())
                  .add(best(contenders, sale, place + 1, advertisers));
          best = best.max(value);
          advertisers.remove(next.advertiser());
        }
      }
    }
    return best;
  }

  private static List<Contender> contenders(Sale sale) {
    Outcome outcome = sale.run(Pricing.VCG);
    List<Contender> all = new ArrayList<>();
    outcome.winners().forEach(won -> all.add(won.contender()));
    outcome.losers().stream()
        .filter(lost -> lost.cause() != Lot.Cause.BELOW_RESERVE)
        .forEach(lost -> all.add(lost.contender()));
    return all;
  }

  @Property(tries = 200)
  void noSampledDeviationBeatsTheTruthUnderAnyRuleWithOneAdAnAdvertiser(@ForAll long seed) {
    RandomGenerator random = new Seed(seed).of("deviations").generator();
    for (SlateRules rules : RULES) {
      Sale sale = Sale.ofSingles(seed).under(rules);
      for (Candidate honest : sale.candidates()) {
        BigInteger truth = gain(sale, honest, honest.bid(), Pricing.VCG);
        assertThat(truth.signum()).as("the truth never costs").isNotNegative();
        BigInteger micro = unit(sale, honest).multiply(BigInteger.valueOf(PositionEffects.PARTS));
        for (int i = 0; i < 8; i++) {
          BigInteger other = gain(sale, honest, deviation(honest.bid(), random), Pricing.VCG);
          assertThat(other.subtract(truth))
              .as("more than a price's rounding to a micro")
              .isLessThanOrEqualTo(micro);
        }
      }
    }
  }

  @Test
  void secondPriceRewardsLiesWhichIsWhyThereIsVcg() {
    int lies = 0;
    for (int seed = 0; seed < 200; seed++) {
      Sale sale = Sale.ofSingles(seed);
      RandomGenerator random = new Seed(seed).generator();
      for (Candidate honest : sale.candidates()) {
        BigInteger truth = gain(sale, honest, honest.bid(), Pricing.SECOND_PRICE);
        BigInteger micro = unit(sale, honest).multiply(BigInteger.valueOf(PositionEffects.PARTS));
        for (int i = 0; i < 8; i++) {
          Money bid = deviation(honest.bid(), random);
          BigInteger other = gain(sale, honest, bid, Pricing.SECOND_PRICE);
          lies += other.subtract(truth).compareTo(micro) > 0 ? 1 : 0;
        }
      }
    }
    assertThat(lies).isPositive();
  }

  private static Money deviation(Money bid, RandomGenerator random) {
    long micros =
        random.nextBoolean()
            ? random.nextLong(3 * bid.micros() + 1)
            : Math.max(0, bid.micros() + random.nextLong(-3, 4));
    return Money.micros(micros, bid.currency());
  }

  /** What an ad is left with at a bid, its true value being the honest one, in exact parts. */
  private static BigInteger gain(Sale sale, Candidate honest, Money bid, Pricing pricing) {
    Optional<Lot.Won> won =
        sale.bidding(honest.ad(), bid).run(pricing).winners().stream()
            .filter(w -> w.contender().candidate().ad() == honest.ad())
            .findFirst();
    return won.map(
            w ->
                w.contender()
                    .scoreAt(honest.bid())
                    .subtract(w.contender().scoreAt(w.price()))
                    .multiply(sale.effects().parts(perImpression(sale, honest) ? 0 : w.place())))
        .orElse(BigInteger.ZERO);
  }

  private static BigInteger unit(Sale sale, Candidate candidate) {
    Objective objective = sale.catalogue().campaign(candidate.ad()).objective();
    return Valuation.of(sale.catalogue().rates(), objective, candidate)
        .score(1)
        .add(BigInteger.ONE);
  }

  private static boolean perImpression(Sale sale, Candidate candidate) {
    return sale.catalogue().campaign(candidate.ad()).objective() == Objective.IMPRESSION;
  }
}
