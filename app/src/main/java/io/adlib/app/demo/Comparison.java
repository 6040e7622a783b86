package io.adlib.app.demo;

import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.core.Slate;
import io.adlib.core.UserState;
import io.adlib.evaluate.lift.AdCounts;
import io.adlib.evaluate.lift.Arm;
import io.adlib.evaluate.lift.LiftExperiment;
import io.adlib.evaluate.lift.LiftReport;
import io.adlib.evaluate.lift.OpenAds;
import io.adlib.evaluate.lift.PopularityPolicy;
import io.adlib.evaluate.lift.RandomPolicy;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.Visit;
import io.adlib.market.simulate.Exposures;
import io.adlib.market.simulate.MemoryWorld;
import io.adlib.market.simulate.SlatePolicy;
import io.adlib.market.simulate.Traffic;
import io.adlib.serve.path.Decision;
import io.adlib.serve.path.DecisionEngine;
import io.adlib.serve.path.PathConfig;
import io.adlib.serve.path.SlateQuery;
import io.adlib.serve.release.Recall;
import io.adlib.serve.release.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The release against popularity and random on the same simulated users: every visit is answered by
 * all three, each with budgets, user states and caps of its own, sold by the same auction, with
 * common luck.
 */
public final class Comparison {

  private static final int COMPETING = 40;

  private final DemoMarket market;
  private final Release release;
  private final Seed seed;
  private final MemoryWorld before;
  private final AdCounts counts;

  /**
   * @param history what happened before, oldest first; read once
   */
  public Comparison(DemoMarket market, Release release, Stream<Event> history, Seed seed) {
    this.market = market;
    this.release = release;
    this.seed = seed;
    before = new MemoryWorld(market.users());
    counts = new AdCounts(market.catalogue());
    history.forEach(
        event -> {
          before.observe(event);
          counts.add(event);
        });
  }

  /**
   * Runs some visits of the first days after the history.
   *
   * @param memory what shoppers remember of the history
   * @param visits how many
   */
  public LiftReport run(Exposures memory, int visits, Progress progress) {
    var generator = market("generator");
    var popularity = market("popularity");
    var random = market("random");
    List<Arm> arms = new ArrayList<>();
    arms.add(new Arm("generator", served(generator, release), generator, before.copy()));
    arms.add(
        new Arm(
            "popularity",
            new PopularityPolicy(market.catalogue(), counts, popularity, popularity, COMPETING),
            popularity,
            before.copy()));
    arms.add(
        new Arm(
            "random",
            new RandomPolicy(seed, counts, random, random, COMPETING),
            random,
            before.copy()));
    return run(arms, memory, visits, progress);
  }

  /**
   * The release against itself with another recall.
   *
   * @param name of the release's recall
   * @param otherName of the other
   */
  public LiftReport against(
      String name,
      String otherName,
      Recall other,
      Exposures memory,
      int visits,
      Progress progress) {
    var mine = market(name);
    var its = market(otherName);
    return run(
        List.of(
            new Arm(name, served(mine, release), mine, before.copy()),
            new Arm(otherName, served(its, release.with(other)), its, before.copy())),
        memory,
        visits,
        progress);
  }

  private LiftReport run(List<Arm> arms, Exposures memory, int visits, Progress progress) {
    var experiment =
        new LiftExperiment(market, arms, memory, Optional.of(new OpenAds(market.catalogue())));
    try (var task = progress.start("compare policies", visits);
        Stream<Visit> live = new Traffic(market).from(market.scale().days()).limit(visits)) {
      live.forEach(
          visit -> {
            experiment.visit(visit);
            task.advance(1);
          });
    }
    experiment.settle();
    return experiment.report(seed);
  }

  private ArmMarket market(String name) {
    return new ArmMarket(
        name,
        market.catalogue(),
        new SimulatedClock(market.scale().liveStart()),
        market.users().size(),
        seed.of(name));
  }

  /** The release, decided as in serving; no request is short of time. */
  private SlatePolicy served(ArmMarket arm, Release release) {
    var engine =
        new DecisionEngine(
            PathConfig.DEFAULT,
            () -> 0,
            ad -> counts.impressions(index(ad)),
            ad -> counts.clicks(index(ad)));
    return (Request request, UserState user) -> {
      arm.advanceTo(request.time());
      Decision decision =
          engine.decide(
              SlateQuery.of(request),
              release,
              user,
              arm.seenBy(request.user()),
              arm.ledger()::canSpend);
      return new Slate(request.id(), release.version(), arm.hold(request, decision.positions()));
    };
  }

  private int index(String ad) {
    return market.catalogue().adIndex(ad);
  }
}
