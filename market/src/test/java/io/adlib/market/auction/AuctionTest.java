package io.adlib.market.auction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.Ad;
import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Campaign.Objective;
import io.adlib.core.Catalogue;
import io.adlib.core.InputException;
import io.adlib.core.Money;
import io.adlib.core.Seed;
import io.adlib.market.TestingMarket;
import io.adlib.market.auction.Lot.Cause;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AuctionTest {

  private static final SlateRules TWO = new SlateRules(2, SlateRules.ANY, 1);
  private static final SlateRules DIVERSE = new SlateRules(1, 1, 1);
  private static final List<SlateRules> RULES =
      List.of(SlateRules.ONE_AN_ADVERTISER, TWO, DIVERSE, new SlateRules(2, 2, 2));

  @Property(tries = 300)
  void aPriceLiesBetweenTheReserveAndTheBidUnderAnyRule(@ForAll long seed) {
    for (SlateRules rules : RULES) {
      Sale sale = Sale.of(seed).under(rules);
      for (Pricing pricing : List.of(Pricing.SECOND_PRICE, Pricing.VCG, Pricing.FIRST_PRICE)) {
        for (Lot.Won won : sale.run(pricing).winners()) {
          assertThat(won.price()).isLessThanOrEqualTo(won.contender().candidate().bid());
          assertThat(won.contender().eCPMAt(won.price()))
              .isGreaterThanOrEqualTo(sale.reserve())
              .isGreaterThanOrEqualTo(won.needed());
        }
      }
    }
  }

  @Property(tries = 300)
  void atASecondPriceThePlaceIsKeptAndAMicroLessLosesIt(@ForAll long seed) {
    for (SlateRules rules : RULES) {
      Sale sale = Sale.ofSingles(seed).under(rules);
      for (Lot.Won won : sale.run(Pricing.SECOND_PRICE).winners()) {
        Money micro = Money.micros(1, won.price().currency());
        Money bid = won.contender().candidate().bid();
        assertThat(place(sale, won, won.price().plus(micro).min(bid)))
            .as("the price and a micro")
            .isLessThanOrEqualTo(won.place());
        assertThat(place(sale, won, won.price().minus(micro)))
            .as("a micro less")
            .isGreaterThan(won.place());
      }
    }
  }

  private static int place(Sale sale, Lot.Won ad, Money bid) {
    return sale.bidding(ad(ad), bid).run(Pricing.SECOND_PRICE).winners().stream()
        .filter(w -> ad(w) == ad(ad))
        .mapToInt(Lot.Won::place)
        .findFirst()
        .orElse(Integer.MAX_VALUE);
  }

  @Property(tries = 300)
  void theOrderOfTheCandidatesDoesNotMatter(@ForAll long seed) {
    Sale sale = Sale.of(seed);
    List<Candidate> shuffled = new ArrayList<>(sale.candidates());
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(sale.with(shuffled).run(Pricing.SECOND_PRICE).winners())
        .isEqualTo(sale.run(Pricing.SECOND_PRICE).winners());
  }

  @Property(tries = 200)
  void aHigherRunnerUpNeverLowersAPrice(@ForAll long seed) {
    Sale sale = Sale.ofSingles(seed);
    for (Pricing pricing : List.of(Pricing.SECOND_PRICE, Pricing.VCG)) {
      Outcome before = sale.run(pricing);
      for (Lot.Lost loser : before.losers()) {
        Candidate c = loser.contender().candidate();
        Money raised = c.bid().plus(Money.micros(1 + c.bid().micros() / 3, c.bid().currency()));
        Outcome after = sale.bidding(c.ad(), raised).run(pricing);
        for (Lot.Won won : before.winners()) {
          after.winners().stream()
              .filter(w -> ad(w) == ad(won) && w.place() == won.place())
              .forEach(w -> assertThat(w.price()).isGreaterThanOrEqualTo(won.price()));
        }
      }
    }
  }

  @Property(tries = 200)
  void raisingOnesBidNeverCostsThePlace(@ForAll long seed) {
    for (SlateRules rules : RULES) {
      Sale sale = Sale.of(seed).under(rules);
      Outcome before = sale.run(Pricing.SECOND_PRICE);
      for (Lot.Won won : before.winners()) {
        Candidate c = won.contender().candidate();
        Outcome after = sale.bidding(c.ad(), c.bid().plus(c.bid())).run(Pricing.SECOND_PRICE);
        assertThat(after.winners()).anyMatch(w -> ad(w) == c.ad() && w.place() <= won.place());
      }
    }
  }

  @Property(tries = 300)
  void everyCandidateIsAccountedForAndTheRulesHold(@ForAll long seed) {
    for (SlateRules rules : RULES) {
      Sale sale = Sale.of(seed).under(rules);
      Outcome outcome = sale.run(Pricing.SECOND_PRICE);
      assertThat(outcome.winners().size() + outcome.losers().size())
          .isEqualTo(sale.candidates().size());
      assertThat(outcome.winners()).hasSizeLessThanOrEqualTo(sale.slots());
      Map<Object, Integer> counts = new HashMap<>();
      for (Lot.Won won : outcome.winners()) {
        Contender winner = won.contender();
        assertThat(counts.merge(winner.advertiser(), 1, Integer::sum))
            .isLessThanOrEqualTo(rules.perAdvertiser());
        if (!winner.category().isEmpty()) {
          assertThat(counts.merge(winner.category(), 1, Integer::sum))
              .isLessThanOrEqualTo(rules.perCategory());
        }
        assertThat(winner.eCPM()).isGreaterThanOrEqualTo(sale.reserve());
      }
      for (Lot.Lost lost : outcome.losers()) {
        Contender loser = lost.contender();
        switch (lost.cause()) {
          case BELOW_RESERVE ->
              assertThat(loser.eCPM().micros()).isLessThan(Math.max(1, sale.reserve().micros()));
          case ADVERTISER_LIMIT ->
              assertThat(counts.get(loser.advertiser())).isEqualTo(rules.perAdvertiser());
          case CATEGORY_LIMIT ->
              assertThat(counts.get(loser.category())).isEqualTo(rules.perCategory());
          case OUTRANKED -> assertThat(outcome.winners()).hasSize(sale.slots());
        }
      }
    }
  }

  @Property(tries = 200)
  void firstPriceIsTheBid(@ForAll long seed) {
    Sale sale = Sale.of(seed);
    for (Lot.Won won : sale.run(Pricing.FIRST_PRICE).winners()) {
      assertThat(won.price()).isEqualTo(won.contender().candidate().bid());
    }
  }

  @Test
  void equalsShareThePlaceByTheDraw() {
    Catalogue catalogue = market(Objective.IMPRESSION, "EUR", "1", "1");
    int first = 0;
    for (int seed = 0; seed < 1000; seed++) {
      Outcome outcome =
          new Auction(catalogue)
              .run(
                  List.of(Candidate.of(catalogue, 0, 0, 0), Candidate.of(catalogue, 1, 0, 0)),
                  1,
                  Money.zero("EUR"),
                  new Seed(seed));
      first += ad(outcome.winners().getFirst()) == 0 ? 1 : 0;
      assertThat(outcome.winners().getFirst().price()).isEqualTo(Money.parse("1", "EUR"));
    }
    assertThat(first).isBetween(430, 570);
  }

  @Test
  void qualityBeatsMoneyAndIsPaidFor() {
    // eCPMs 6 and 5; scores 6 · .5 = 3 and 5 · 1; the winner must score 3, which it does with 3
    Catalogue catalogue = market(Objective.IMPRESSION, "EUR", "6", "5");
    List<Candidate> both =
        List.of(Candidate.of(catalogue, 0, 0, 0).ofQuality(.5), Candidate.of(catalogue, 1, 0, 0));
    Outcome outcome = new Auction(catalogue).run(both, 2, Money.parse("1", "EUR"), new Seed(1));
    assertThat(ad(outcome.winners().getFirst())).isEqualTo(1);
    assertThat(outcome.winners().getFirst().price()).isEqualTo(Money.parse("3", "EUR"));
    assertThat(outcome.winners().getLast().price())
        .as("the reserve is money, whatever the quality")
        .isEqualTo(Money.parse("1", "EUR"));
  }

  @Test
  void clicksAreBoughtAcrossCurrenciesToTheMicro() {
    // 2 USD · .861234 · 1000 · .03 = 51.67404 EUR; runner-up 1 USD · .861234 · 1000 · .05 = 43.0617
    Catalogue catalogue = market(Objective.CLICK, "USD", "2", "1");
    Outcome outcome =
        new Auction(catalogue)
            .run(
                List.of(Candidate.of(catalogue, 0, .03, .5), Candidate.of(catalogue, 1, .05, .5)),
                2,
                Money.parse("10", "EUR"),
                new Seed(1));
    Lot.Won first = outcome.winners().get(0);
    assertThat(first.contender().eCPM()).isEqualTo(Money.parse("51.67404", "EUR"));
    assertThat(first.needed()).isEqualTo(Money.parse("43.0617", "EUR"));
    assertThat(first.price()).isEqualTo(Money.parse("1.666667", "USD"));
    // the last place costs the reserve: 10 / (.861234 · 50) = .2322248… USD, rounded up
    assertThat(outcome.winners().get(1).price()).isEqualTo(Money.parse("0.232225", "USD"));
  }

  @Test
  void nobodyPaysToBeatItsOwnAd() {
    var who = new Advertiser("v", "V", ZoneOffset.UTC);
    Money bid = Money.parse("4", "EUR");
    Money budget = Money.parse("9", "EUR");
    Campaign high = TestingMarket.campaign("c0", "v", Objective.IMPRESSION, bid, budget);
    Campaign low =
        TestingMarket.campaign("c1", "v", Objective.IMPRESSION, Money.parse("3", "EUR"), budget);
    List<Ad> ads =
        List.of(TestingMarket.ad(0, "c0", Set.of()), TestingMarket.ad(1, "c1", Set.of()));
    var catalogue =
        new Catalogue(List.of(who), List.of(high, low), ads, List.of(), TestingMarket.RATES);
    List<Candidate> both =
        List.of(Candidate.of(catalogue, 0, 0, 0), Candidate.of(catalogue, 1, 0, 0));
    Money reserve = Money.parse("1", "EUR");
    Outcome one = new Auction(catalogue).run(both, 2, reserve, new Seed(1));
    assertThat(one.winners()).singleElement().matches(w -> w.price().equals(reserve));
    assertThat(one.losers()).singleElement().matches(l -> l.cause() == Cause.ADVERTISER_LIMIT);
    Outcome two =
        new Auction(catalogue, Pricing.SECOND_PRICE, TWO, PositionEffects.NONE)
            .run(both, 2, reserve, new Seed(1));
    assertThat(two.winners()).hasSize(2).allMatch(w -> w.price().equals(reserve));
  }

  @Test
  void anEnormousBidIsPricedWithoutOverflow() {
    var catalogue = market(Objective.CLICK, "KWD", "9000000000000", "9000000000000");
    Outcome outcome =
        new Auction(catalogue)
            .run(
                List.of(Candidate.of(catalogue, 0, 1, 1), Candidate.of(catalogue, 1, 1, 1)),
                1,
                Money.zero("EUR"),
                new Seed(1));
    Lot.Won won = outcome.winners().getFirst();
    assertThat(won.price()).isLessThanOrEqualTo(won.contender().candidate().bid());
  }

  @Test
  void aBidWithoutARateIsNamed() {
    var catalogue = market(Objective.CLICK, "CHF", "1", "1");
    assertThatThrownBy(
            () ->
                new Auction(catalogue)
                    .run(
                        List.of(Candidate.of(catalogue, 0, .1, .1)),
                        1,
                        Money.zero("EUR"),
                        new Seed(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("CHF");
  }

  @Test
  void anImpressionCostsAThousandthAndAHoldIsItsExpectation() {
    Money price = Money.parse("2.5", "EUR");
    assertThat(Billing.charge(Objective.IMPRESSION, price)).isEqualTo(Money.parse(".0025", "EUR"));
    assertThat(Billing.charge(Objective.CLICK, price)).isEqualTo(price);
    assertThat(Billing.expectedCharge(Objective.CLICK, price, .02, .5))
        .isEqualTo(Money.parse(".05", "EUR"));
    assertThat(Billing.expectedCharge(Objective.CONVERSION, price, .02, .5))
        .isEqualTo(Money.parse(".025", "EUR"));
    assertThat(Billing.expectedCharge(Objective.CONVERSION, price, 0, 0).micros()).isEqualTo(1);
  }

  private static int ad(Lot.Won won) {
    return won.contender().candidate().ad();
  }

  /** Two advertisers with a campaign and an ad each. */
  private static Catalogue market(Objective objective, String currency, String... bids) {
    List<Advertiser> whos = new ArrayList<>();
    List<Campaign> campaigns = new ArrayList<>();
    List<Ad> ads = new ArrayList<>();
    for (int i = 0; i < bids.length; i++) {
      whos.add(new Advertiser("v" + i, "V", ZoneOffset.UTC));
      Money bid = Money.parse(bids[i], currency);
      campaigns.add(TestingMarket.campaign("c" + i, "v" + i, objective, bid, bid));
      ads.add(TestingMarket.ad(i, "c" + i, Set.of()));
    }
    return new Catalogue(whos, campaigns, ads, List.of(), TestingMarket.RATES);
  }
}
