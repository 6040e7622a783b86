package io.adlib.market.pacing.simulate;

import io.adlib.core.Campaign.Objective;
import io.adlib.core.Money;
import io.adlib.core.Seed;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * A day of many campaigns under each {@link PacingPolicy}, on the same traffic and with the same
 * luck. First a run without budgets shows what each campaign could spend; nine in ten then get 30
 * to 80 % of that as their budget, the others more than there is to spend. Learned pacing sees two
 * days of traffic before the day that is measured. Deterministic by seed.
 *
 * @param campaigns how many
 * @param daily requests of an average day
 * @param seed of everything
 */
public record PacingDay(int campaigns, int daily, Seed seed) {

  /** 500 campaigns, 80,000 requests a day. */
  public static final PacingDay DEFAULT = new PacingDay(500, 80_000, new Seed(1));

  /** A campaign has demand enough if without budgets it could spend this many times its own. */
  static final double ENOUGH = 1.2;

  private static final int SLOTS = 6;
  private static final LocalDate MEASURED = LocalDate.of(2026, 11, 24);

  /** When the measured date begins in the easternmost zone, and ends in the westernmost. */
  private static final Instant DAY_BEGINS = Instant.parse("2026-11-23T15:00:00Z");

  private static final Instant DAY_ENDS = Instant.parse("2026-11-25T08:00:00Z");
  private static final Instant LEARNING_BEGINS = Instant.parse("2026-11-22T00:00:00Z");

  /** More than anyone can spend. */
  private static final Money ENDLESS = Money.parse("1000000", "EUR");

  /** A budget of fewer clicks could not be spent to within 3 %. */
  private static final int LEAST_CLICKS = 50;

  /** Runs all policies, two at a time. */
  public PacingReport run() {
    var traffic = new SimulatedTraffic(seed, daily, SLOTS);
    SimulatedMarket rich = market(_ -> ENDLESS);
    List<DaySpend> demand =
        new DayRun(rich, PacingPolicy.NONE, DAY_BEGINS, MEASURED, seed).run(traffic, DAY_ENDS);
    List<Money> budgets = new ArrayList<>();
    for (int c = 0; c < campaigns; c++) {
      budgets.add(budget(rich, c, demand.get(c).spentMicros()));
    }
    SimulatedMarket market = market(budgets::get);
    Map<PacingPolicy, CompletableFuture<List<DaySpend>>> runs = new EnumMap<>(PacingPolicy.class);
    for (PacingPolicy policy : PacingPolicy.values()) {
      Instant start = policy == PacingPolicy.LEARNED ? LEARNING_BEGINS : DAY_BEGINS;
      runs.put(
          policy,
          CompletableFuture.supplyAsync(
              () -> new DayRun(market, policy, start, MEASURED, seed).run(traffic, DAY_ENDS)));
    }
    Map<PacingPolicy, List<DaySpend>> days = new EnumMap<>(PacingPolicy.class);
    runs.forEach((policy, run) -> days.put(policy, run.join()));
    return PacingReport.of(this, market, demand, days);
  }

  private SimulatedMarket market(java.util.function.IntFunction<Money> budgets) {
    return SimulatedMarket.of(campaigns, LEARNING_BEGINS, seed, budgets);
  }

  private Money budget(SimulatedMarket rich, int campaign, long demandMicros) {
    RandomGenerator random = seed.of("budget").of(campaign).generator();
    double share =
        random.nextInt(10) > 0 ? .3 + .5 * random.nextDouble() : 1.1 + random.nextDouble();
    Money bid = rich.campaign(campaign).bid();
    long least =
        rich.campaign(campaign).objective() == Objective.CLICK
            ? LEAST_CLICKS * bid.micros()
            : bid.micros() / 20;
    return Money.micros(Math.max(least, Math.round(share * demandMicros)), bid.currency());
  }
}
