package io.adlib.evaluate.lift;

import io.adlib.core.Event;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.core.Slate;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.Moment;
import io.adlib.market.demo.Visit;
import io.adlib.market.simulate.Exposures;
import io.adlib.market.simulate.Shopper;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Policies compared on the same simulated users: every visit is answered by every arm, each in its
 * own world, with common luck. Events reach an arm's world and billing once each, in order of time,
 * so a conversion that comes hours later is billed hours later. Not thread-safe.
 */
public final class LiftExperiment {

  private static final int RESAMPLES = 1000;

  private final DemoMarket market;
  private final Optional<EligibleAds> regret;
  private final BestSlate bestSlate;
  private final List<Side> sides;

  /**
   * @param arms the one whose lift is asked for first, then the baselines
   * @param start what shoppers remember from the history; each arm gets a copy
   * @param regret the ads that the best slate may choose from; empty to save the time
   */
  public LiftExperiment(
      DemoMarket market, List<Arm> arms, Exposures start, Optional<EligibleAds> regret) {
    this.market = market;
    this.regret = regret;
    bestSlate = new BestSlate(market.catalogue());
    sides = arms.stream().map(arm -> new Side(arm, start.copy())).toList();
  }

  /** Lets every arm answer one visit; visits come in order of their requests' times. */
  public void visit(Visit visit) {
    for (Side side : sides) {
      side.visit(visit);
    }
  }

  /** Lets everything happen that is still to come: late clicks and conversions. */
  public void settle() {
    for (Side side : sides) {
      side.settleUntil(Instant.MAX);
    }
  }

  /** The comparison so far; what is not settled is not in it. */
  public LiftReport report(Seed seed) {
    Side first = sides.getFirst();
    double[] requests = first.totals.requests_U();
    int[] active = IntStream.range(0, requests.length).filter(u -> requests[u] > 0).toArray();
    return new LiftReport(
        active.length,
        sides.stream().map(Side::sum).toList(),
        lift(seed, active, false),
        lift(seed, active, true));
  }

  private Lift lift(Seed seed, int[] active, boolean expected) {
    var bootstrap = new PairedBootstrap(seed, RESAMPLES);
    Map<String, Relative> ctr = new TreeMap<>();
    Map<String, Relative> revenue = new TreeMap<>();
    UserTotals up = sides.getFirst().totals;
    for (Side side : sides.subList(1, sides.size())) {
      UserTotals base = side.totals;
      ctr.put(
          side.arm.name(),
          bootstrap.ratio(
              active,
              expected ? up.expectedClicks_U() : up.clicks_U(),
              up.impressions_U(),
              expected ? base.expectedClicks_U() : base.clicks_U(),
              base.impressions_U()));
      revenue.put(
          side.arm.name(),
          bootstrap.ratio(
              active,
              expected ? up.expectedRevenue_U() : up.revenue_U(),
              up.requests_U(),
              expected ? base.expectedRevenue_U() : base.revenue_U(),
              base.requests_U()));
    }
    return new Lift(ctr, revenue);
  }

  /** An event that lies ahead, and the served position it belongs to. */
  private record Pending(Event event, Slate.Position position) {}

  /** One arm and its world. */
  private final class Side {

    final Arm arm;
    final Shopper shopper;
    final UserTotals totals = UserTotals.of(market.users().size());
    final PriorityQueue<Pending> pending =
        new PriorityQueue<>(
            Comparator.comparing((Pending p) -> p.event().time())
                .thenComparing(p -> p.event().id()));

    Side(Arm arm, Exposures exposures) {
      this.arm = arm;
      shopper = new Shopper(market, exposures);
    }

    void visit(Visit visit) {
      for (Event event : visit.organic()) {
        settleUntil(event.time());
        arm.world().observe(event);
      }
      Request request = visit.request();
      settleUntil(request.time());
      var state = arm.world().user(request.user());
      Slate slate = arm.policy().slate(request, state);
      int user = market.truth().userNumber(request.user());
      totals.requests_U()[user]++;
      expect(user, request, slate);
      regret.ifPresent(eligible -> best(user, request, eligible.at(request, state)));
      for (Event event : shopper.respond(request, slate)) {
        pending.add(new Pending(event, slate.positions().get(event.position().orElseThrow())));
      }
    }

    private void expect(int user, Request request, Slate slate) {
      Moment moment = market.truth().at(request);
      for (int p = 0; p < slate.positions().size(); p++) {
        Slate.Position position = slate.positions().get(p);
        int ad = market.catalogue().adIndex(position.ad());
        double fatigue = shopper.exposures().fatigue(user, ad, request.time());
        totals.expectedClicks_U()[user] += moment.pClick(ad, p, fatigue);
        totals.expectedRevenue_U()[user] += moment.expectedValue(ad, p, fatigue, position.price());
      }
    }

    private void best(int user, Request request, int[] ads) {
      BestSlate.Worth best =
          bestSlate.of(
              market.truth().at(request),
              ads,
              request.slots(),
              ad -> shopper.exposures().fatigue(user, ad, request.time()));
      totals.bestClicks_U()[user] += best.clicks();
      totals.bestRevenue_U()[user] += best.revenue();
    }

    void settleUntil(Instant time) {
      for (Pending next = pending.peek();
          next != null && !next.event().time().isAfter(time);
          next = pending.peek()) {
        pending.poll();
        Event event = next.event();
        arm.world().observe(event);
        int user = market.truth().userNumber(event.user());
        switch (event.kind()) {
          case IMPRESSION -> totals.impressions_U()[user]++;
          case CLICK -> totals.clicks_U()[user]++;
          case CONVERSION -> totals.conversions_U()[user]++;
          case CONTENT, SEARCH, CART -> {}
        }
        switch (event.kind()) {
          case IMPRESSION, CLICK, CONVERSION -> {
            Money charged = arm.billing().charge(event, next.position());
            var rates = market.catalogue().rates();
            totals.revenue_U()[user] += rates.convert(charged, rates.base()).micros();
          }
          case CONTENT, SEARCH, CART -> {}
        }
      }
    }

    ArmTotals sum() {
      double impressions = sum(totals.impressions_U());
      double clicks = sum(totals.clicks_U());
      double expectedClicks = sum(totals.expectedClicks_U());
      double expectedRevenue = sum(totals.expectedRevenue_U());
      return new ArmTotals(
          arm.name(),
          Math.round(sum(totals.requests_U())),
          Math.round(impressions),
          Math.round(clicks),
          Math.round(sum(totals.conversions_U())),
          impressions == 0 ? 0 : clicks / impressions,
          Math.round(sum(totals.revenue_U())),
          expectedClicks,
          expectedRevenue,
          regret.isPresent() ? sum(totals.bestClicks_U()) - expectedClicks : 0,
          regret.isPresent() ? sum(totals.bestRevenue_U()) - expectedRevenue : 0);
    }

    private static double sum(double[] values) {
      return java.util.Arrays.stream(values).sum();
    }
  }
}
