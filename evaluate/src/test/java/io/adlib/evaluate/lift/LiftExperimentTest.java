package io.adlib.evaluate.lift;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.core.Slate;
import io.adlib.core.UserState;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import io.adlib.market.demo.Moment;
import io.adlib.market.demo.Truth;
import io.adlib.market.demo.Visit;
import io.adlib.market.simulate.Billing;
import io.adlib.market.simulate.Exposures;
import io.adlib.market.simulate.History;
import io.adlib.market.simulate.MemoryWorld;
import io.adlib.market.simulate.PriceBilling;
import io.adlib.market.simulate.SlatePolicy;
import io.adlib.market.simulate.Traffic;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiftExperimentTest {

  private final DemoMarket market = DemoMarket.generate(new Seed(31), DemoScale.TINY);
  private final AdCounts counts = new AdCounts(market.catalogue());
  private final MemoryWorld world = new MemoryWorld(market.users());
  private final OpenAds open = new OpenAds(market.catalogue());
  private Exposures exposures = new Exposures(market.catalogue());

  @BeforeAll
  void history() {
    exposures =
        new History(market)
            .run(
                event -> {
                  world.observe(event);
                  counts.add(event);
                },
                Progress.SILENT);
  }

  private BidSeller seller(String name) {
    return new BidSeller(market.catalogue(), name);
  }

  private SlatePolicy random() {
    return new RandomPolicy(new Seed(1), counts, open, seller("random"), 4);
  }

  /** Popular ads of the topics that the user lately read about. */
  private Slate lately(Request request, UserState user) {
    var topics = user.recent().stream().map(market.truth()::topicOf).collect(Collectors.toSet());
    List<Offer> offers =
        Arrays.stream(open.at(request, user))
            .boxed()
            .sorted(
                java.util.Comparator.comparing(
                    (Integer ad) -> !topics.contains(market.truth().topicOf(ad))))
            .limit(4)
            .map(ad -> new Offer(ad, 0.05, 0.05, 1))
            .toList();
    return seller("lately").sell(request, user, offers);
  }

  private Arm arm(String name, SlatePolicy policy) {
    return new Arm(name, policy, new PriceBilling(market.catalogue()), world.copy());
  }

  private LiftReport run(int days, boolean regret, Arm... arms) {
    var experiment =
        new LiftExperiment(
            market, List.of(arms), exposures, regret ? Optional.of(open) : Optional.empty());
    for (int day = 0; day < days; day++) {
      for (Visit visit : new Traffic(market).day(market.scale().days() + day)) {
        experiment.visit(visit);
      }
    }
    experiment.settle();
    return experiment.report(new Seed(9));
  }

  @Test
  void aPolicyAgainstItselfHasExactlyNoLift() {
    LiftReport report = run(4, false, arm("one", random()), arm("two", random()));
    assertThat(report.lift().ctr().get("two")).isEqualTo(new Relative(0, 0, 0));
    assertThat(report.lift().revenue().get("two")).isEqualTo(new Relative(0, 0, 0));
    assertThat(report.arms().getFirst().clicks()).isEqualTo(report.arms().getLast().clicks());
  }

  @Test
  void showingWhatPeopleWantBeatsChance() {
    LiftReport report = run(8, false, arm("lately", this::lately), arm("random", random()));
    Relative ctr = report.lift().ctr().get("random");
    assertThat(ctr).isNotNull();
    assertThat(ctr.low()).isPositive();
    Relative expected = report.expectedLift().ctr().get("random");
    assertThat(expected).isNotNull();
    assertThat(expected.mean()).isBetween(ctr.low() - 0.2, ctr.high() + 0.2);
    assertThat(expected.high() - expected.low()).isLessThan(ctr.high() - ctr.low());
  }

  @Test
  void everyEventIsBilledOnceInOrderOfTimeAndHeardByTheWorld() {
    var billed = new HashSet<String>();
    var times = new java.util.ArrayList<java.time.Instant>();
    Billing billing =
        (event, position) -> {
          assertThat(billed.add(event.id())).isTrue();
          assertThat(position.ad()).isEqualTo(event.subject());
          times.add(event.time());
          return new PriceBilling(market.catalogue()).charge(event, position);
        };
    var heard = world.copy();
    LiftReport report = run(3, false, new Arm("random", random(), billing, heard));
    ArmTotals totals = report.arms().getFirst();
    assertThat(billed)
        .hasSize((int) (totals.impressions() + totals.clicks() + totals.conversions()));
    assertThat(times).isSorted();
    String seen = billed.iterator().next();
    assertThat(
            market.users().stream()
                .flatMap(user -> heard.user(user.id()).recent().stream())
                .map(Event::id))
        .contains(seen);
  }

  @Test
  void regretIsNeverNegativeAndTheBestSlateHasNone() {
    SlatePolicy best =
        (request, user) -> {
          Moment moment = market.truth().at(request);
          List<Offer> offers =
              Arrays.stream(open.at(request, user))
                  .boxed()
                  .sorted(java.util.Comparator.comparingDouble(ad -> -moment.relevance(ad, 0)))
                  .limit(4)
                  .map(ad -> new Offer(ad, 0.1, 0.1, 1))
                  .toList();
          return seller("best").sell(request, user, offers);
        };
    LiftReport report = run(1, true, arm("best", best), arm("random", random()));
    ArmTotals oracle = report.arms().getFirst();
    ArmTotals chance = report.arms().getLast();
    assertThat(oracle.regretClicks()).isBetween(0.0, 0.1 * oracle.expectedClicks());
    assertThat(chance.regretClicks()).isGreaterThan(chance.expectedClicks());
    assertThat(chance.regretRevenueMicros()).isPositive();
  }

  @Test
  void theBestSlateIsTheBestOfAll() {
    Request request = new Traffic(market).day(5).getFirst().request();
    Moment moment = market.truth().at(request);
    int[] ads = IntStream.range(0, 400).filter(ad -> ad % 45 == 0).toArray();
    var worth = new BestSlate(market.catalogue()).of(moment, ads, 3, _ -> 0);
    double clicks = 0;
    double revenue = 0;
    for (int a : ads) {
      for (int b : ads) {
        for (int c : ads) {
          if (a != b && b != c && a != c) {
            clicks = Math.max(clicks, value(moment, false, a, b, c));
            revenue = Math.max(revenue, value(moment, true, a, b, c));
          }
        }
      }
    }
    assertThat(worth.clicks()).isCloseTo(clicks, org.assertj.core.data.Offset.offset(1e-12));
    assertThat(worth.revenue()).isCloseTo(revenue, org.assertj.core.data.Offset.offset(1e-6));
  }

  private double value(Moment moment, boolean revenue, int... ads) {
    double sum = 0;
    for (int p = 0; p < ads.length; p++) {
      sum +=
          revenue
              ? moment.expectedValue(ads[p], p, 0, market.catalogue().campaign(ads[p]).bid())
              : Truth.examination(p) * moment.relevance(ads[p], 0);
    }
    return sum;
  }
}
