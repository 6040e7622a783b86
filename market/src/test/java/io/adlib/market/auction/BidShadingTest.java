package io.adlib.market.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Money;
import io.adlib.core.Seed;
import java.util.Optional;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BidShadingTest {

  /** The best of the others offers evenly from 0 to 10 units: an offer b wins with b / 10. */
  private static WinRates uniformRivals(int auctions) {
    RandomGenerator random = new Seed(3).generator();
    var rates = new WinRates();
    for (int i = 0; i < auctions; i++) {
      long offer = random.nextLong(12_000_000);
      rates.observe(offer, offer > random.nextLong(10_000_000));
    }
    rates.refit();
    return rates;
  }

  @Test
  void theCurveIsTheRivalsDistribution() {
    WinRates rates = uniformRivals(200_000);
    assertThat(rates.pWin(2_000_000)).isBetween(.17, .23);
    assertThat(rates.pWin(8_000_000)).isBetween(.75, .85);
    assertThat(rates.pWin(11_500_000)).isGreaterThan(.97);
  }

  @Test
  void againstUniformRivalsTheBestOfferIsHalfTheValue() {
    var shading = new BidShading(uniformRivals(200_000));
    for (long value : new long[] {2_000_000, 4_000_000, 8_000_000}) {
      assertThat(shading.offer(value, 1) / (double) value).isBetween(.42, .58);
    }
  }

  @Property(tries = 300)
  void anOfferLiesBetweenFloorAndValue(
      @ForAll @LongRange(min = 1, max = 20_000_000) long value,
      @ForAll @LongRange(min = 1, max = 20_000_000) long floor) {
    long offer = SHARED.offer(Math.max(value, floor), floor);
    assertThat(offer).isBetween(floor, Math.max(value, floor));
  }

  private static final BidShading SHARED = new BidShading(uniformRivals(20_000));

  @Property(tries = 100)
  void theRatesRiseWithTheOfferWhateverWasSeen(@ForAll long seed) {
    RandomGenerator random = new Seed(seed).generator();
    var rates = new WinRates();
    for (int i = 0; i < 300; i++) {
      rates.observe(1 + random.nextLong(1L << random.nextInt(1, 62)), random.nextBoolean());
    }
    rates.refit();
    double last = 0;
    for (long offer = 1; offer > 0 && offer < Long.MAX_VALUE / 2; offer *= 2) {
      assertThat(rates.pWin(offer)).isBetween(last, 1.0);
      last = rates.pWin(offer);
    }
  }

  @Test
  void nothingIsShadedBeforeEnoughWasSeen() {
    assertThat(new BidShading(uniformRivals(500)).offer(8_000_000, 1)).isEqualTo(8_000_000);
  }

  @Property(tries = 100)
  void aShadedAuctionChargesAtMostTheBidAndAtLeastTheReserve(@ForAll long seed) {
    Sale sale = Sale.of(seed);
    var pricing = new Pricing.FirstPrice(Optional.of(new BidShading(uniformRivals(5_000))));
    Outcome shaded = sale.run(pricing);
    for (Lot.Won won : shaded.winners()) {
      Money bid = won.contender().candidate().bid();
      assertThat(won.price()).isEqualTo(won.contender().offer()).isLessThanOrEqualTo(bid);
      assertThat(won.contender().eCPM()).isGreaterThanOrEqualTo(sale.reserve());
    }
  }
}
