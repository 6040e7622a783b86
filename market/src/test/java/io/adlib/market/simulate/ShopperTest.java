package io.adlib.market.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Event;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.core.Slate;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import io.adlib.market.demo.Moment;
import io.adlib.market.demo.Visit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ShopperTest {

  private static final DemoMarket MARKET = DemoMarket.generate(new Seed(5), DemoScale.TINY);

  private static Slate slate(Request request, int... ads) {
    return new Slate(
        request.id(),
        "test",
        Arrays.stream(ads)
            .mapToObj(
                ad ->
                    new Slate.Position(
                        MARKET.catalogue().ads().get(ad).id(),
                        MARKET.catalogue().campaign(ad).id(),
                        0,
                        0,
                        Money.zero("EUR"),
                        MARKET.catalogue().campaign(ad).bid(),
                        1,
                        List.of()))
            .toList());
  }

  private static int[] distinct(RandomGenerator random) {
    return random.ints(0, 400).distinct().limit(4).toArray();
  }

  @Test
  void clicksAndConversionsComeAsOftenAsTheTruthSays() {
    var shopper = new Shopper(MARKET);
    var random = new Seed(1).generator();
    double clicks = 0;
    double expected = 0;
    double variance = 0;
    double conversions = 0;
    double expectedConversions = 0;
    double conversionVariance = 0;
    for (int day = 0; day < 40; day++) {
      for (Visit visit : new Traffic(MARKET).day(day)) {
        Request request = visit.request();
        int user = MARKET.truth().userNumber(request.user());
        Moment moment = MARKET.truth().at(request);
        int[] ads = distinct(random);
        for (int p = 0; p < ads.length; p++) {
          double fatigue = shopper.exposures().fatigue(user, ads[p], request.time());
          double pClick = moment.pClick(ads[p], p, fatigue);
          expected += pClick;
          variance += pClick * (1 - pClick);
          double pBoth = pClick * moment.pConversion(ads[p]);
          expectedConversions += pBoth;
          conversionVariance += pBoth * (1 - pBoth);
        }
        for (Event event : shopper.respond(request, slate(request, ads))) {
          clicks += event.kind() == Event.Kind.CLICK ? 1 : 0;
          conversions += event.kind() == Event.Kind.CONVERSION ? 1 : 0;
        }
      }
    }
    assertThat(expected).isGreaterThan(300);
    assertThat(Math.abs(clicks - expected)).isLessThan(4.5 * Math.sqrt(variance));
    assertThat(Math.abs(conversions - expectedConversions))
        .isLessThan(4.5 * Math.sqrt(conversionVariance));
  }

  @Test
  void worldsShareTheirLuck() {
    var one = new Shopper(MARKET);
    var two = new Shopper(MARKET);
    var random = new Seed(2).generator();
    for (Visit visit : new Traffic(MARKET).day(0)) {
      int[] ads = distinct(random);
      int[] changed = ads.clone();
      changed[3] = (ads[0] + 1) % 400 == ads[1] ? ads[3] : (ads[0] + 1) % 400;
      List<Event> first = one.respond(visit.request(), slate(visit.request(), ads));
      List<Event> second = two.respond(visit.request(), slate(visit.request(), ads));
      assertThat(second).isEqualTo(first);
      // Another ad below does not change what happens above, to shoppers who know neither.
      var fresh = new Shopper(MARKET).respond(visit.request(), slate(visit.request(), ads));
      var other = new Shopper(MARKET).respond(visit.request(), slate(visit.request(), changed));
      assertThat(above(other)).isEqualTo(above(fresh));
    }
  }

  private static List<Event> above(List<Event> events) {
    return events.stream().filter(e -> e.position().orElseThrow() < 3).toList();
  }

  @Test
  void anAdSeenOftenTiresAndIsForgivenWithTime() {
    var shopper = new Shopper(MARKET);
    Request request = new Traffic(MARKET).day(0).getFirst().request();
    int user = MARKET.truth().userNumber(request.user());
    assertThat(shopper.exposures().fatigue(user, 9, request.time())).isZero();
    shopper.respond(request, slate(request, 9));
    double now = shopper.exposures().fatigue(user, 9, request.time());
    double later =
        shopper.exposures().fatigue(user, 9, request.time().plus(java.time.Duration.ofDays(3)));
    assertThat(now).isGreaterThanOrEqualTo(Exposures.AD);
    if (now < Exposures.BOUGHT) {
      assertThat(later).isCloseTo(now / 2, org.assertj.core.data.Offset.offset(1e-9));
    }
  }

  @Test
  void clicksFollowImpressionsAndConversionsFollowClicks() {
    var shopper = new Shopper(MARKET);
    var random = new Seed(3).generator();
    for (Visit visit : new Traffic(MARKET).day(1)) {
      var seen = new ArrayList<String>();
      for (Event e : shopper.respond(visit.request(), slate(visit.request(), distinct(random)))) {
        switch (e.kind()) {
          case IMPRESSION -> {}
          case CLICK -> assertThat(seen).contains(Event.Kind.IMPRESSION + e.subject());
          case CART -> assertThat(seen).contains(Event.Kind.CLICK + e.subject());
          case CONVERSION -> {
            assertThat(seen).contains(Event.Kind.CART + e.subject());
            assertThat(e.value()).isPresent();
          }
          case CONTENT, SEARCH -> throw new AssertionError(e);
        }
        seen.add(e.kind() + e.subject());
      }
    }
  }
}
