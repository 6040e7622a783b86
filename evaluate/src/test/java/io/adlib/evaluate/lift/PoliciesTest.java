package io.adlib.evaluate.lift;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.core.Slate;
import io.adlib.core.UserState;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import io.adlib.market.simulate.History;
import io.adlib.market.simulate.Traffic;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoliciesTest {

  private final DemoMarket market = DemoMarket.generate(new Seed(41), DemoScale.TINY);
  private final OpenAds open = new OpenAds(market.catalogue());
  private final AdCounts counts = new AdCounts(market.catalogue());
  private final List<Request> requests =
      new Traffic(market).day(4).stream().map(visit -> visit.request()).toList();

  private int[] numbers(Slate slate) {
    return slate.positions().stream()
        .mapToInt(position -> market.catalogue().adIndex(position.ad()))
        .toArray();
  }

  @Test
  void popularityShowsTheEligibleAdsWithTheHighestRates() {
    new History(market).events().forEach(counts::add);
    var policy =
        new PopularityPolicy(
            market.catalogue(), counts, open, new BidSeller(market.catalogue(), "p"), 4);
    for (Request request : requests) {
      UserState user = UserState.unknown(request.user());
      int[] shown = numbers(policy.slate(request, user));
      assertThat(shown).hasSize(4).doesNotHaveDuplicates();
      int[] eligible = open.at(request, user);
      assertThat(eligible).contains(shown);
      double least = counts.ctr(shown[3]);
      long better = java.util.Arrays.stream(eligible).filter(a -> counts.ctr(a) > least).count();
      assertThat(better).isLessThanOrEqualTo(3);
      assertThat(counts.ctr(shown[0])).isGreaterThanOrEqualTo(least);
    }
  }

  @Test
  void chanceIsRepeatableUniformAndHonestAboutItsPropensities() {
    var seller = new BidSeller(market.catalogue(), "r");
    var policy = new RandomPolicy(new Seed(2), counts, open, seller, 4);
    int[] times = new int[market.catalogue().ads().size()];
    for (Request request : requests) {
      UserState user = UserState.unknown(request.user());
      Slate slate = policy.slate(request, user);
      assertThat(policy.slate(request, user)).isEqualTo(slate);
      int[] shown = numbers(slate);
      assertThat(shown).doesNotHaveDuplicates();
      int eligible = open.at(request, user).length;
      for (int p = 0; p < shown.length; p++) {
        times[shown[p]]++;
        assertThat(slate.positions().get(p).propensity()).isEqualTo(1.0 / (eligible - p));
      }
    }
    assertThat(java.util.Arrays.stream(times).max().orElseThrow()).isLessThan(14);
  }

  @Test
  void countsAreSmoothedTowardsTheMean() {
    assertThat(counts.ctr(0)).isEqualTo(counts.meanCtr());
    var events = new History(market).events();
    events.forEach(counts::add);
    for (int ad = 0; ad < market.catalogue().ads().size(); ad++) {
      assertThat(counts.ctr(ad)).isBetween(0.0, 1.0).isNotZero();
      assertThat(counts.cvr(ad)).isBetween(0.0, 1.0).isNotZero();
    }
  }
}
