package io.adlib.market.pacing.simulate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What the policies did in a simulated day.
 *
 * @param seed of everything
 * @param campaigns how many there were
 * @param requestsADay on average
 * @param enoughDemand how many could have spent 1.2 times their budget without any
 * @param policies one row each
 */
public record PacingReport(
    long seed, int campaigns, int requestsADay, int enoughDemand, List<Row> policies) {

  public PacingReport {
    policies = List.copyOf(policies);
  }

  /**
   * One policy's figures. All but the overspend are over the campaigns with enough demand.
   *
   * @param policy which
   * @param delivering97to100 share of the campaigns that spent 97 to 100 % of their budget
   * @param leastDelivered the smallest share of a budget spent
   * @param meanDelivered the mean share of a budget spent
   * @param largestOverspend the largest share above 1 of a budget spent by any campaign; 0 if none
   * @param hourlyError mean distance from the ideal curve at the end of each hour, shares of a
   *     budget
   * @param hourlyErrorP95 the same of the campaign that 95 % are better than
   * @param spentBy mean share of the budget spent by the end of each hour of the advertisers' day
   * @param idealBy mean share of the day's chances that had come by then
   * @param examples single campaigns' curves
   */
  public record Row(
      PacingPolicy policy,
      double delivering97to100,
      double leastDelivered,
      double meanDelivered,
      double largestOverspend,
      double hourlyError,
      double hourlyErrorP95,
      List<Double> spentBy,
      List<Double> idealBy,
      List<Example> examples) {}

  /** One campaign's shares of its budget spent by the end of each hour, and of its chances. */
  public record Example(String campaign, List<Double> spentBy, List<Double> idealBy) {}

  private static final int EXAMPLES = 4;

  static PacingReport of(
      PacingDay day,
      SimulatedMarket market,
      List<DaySpend> demand,
      Map<PacingPolicy, List<DaySpend>> runs) {
    List<Integer> able = new ArrayList<>();
    for (int c = 0; c < market.size(); c++) {
      long budget = market.campaign(c).dailyBudget().micros();
      if (demand.get(c).spentMicros() >= PacingDay.ENOUGH * budget) {
        able.add(c);
      }
    }
    List<Row> rows = new ArrayList<>();
    runs.forEach((policy, days) -> rows.add(row(policy, market, able, days)));
    return new PacingReport(day.seed().value(), day.campaigns(), day.daily(), able.size(), rows);
  }

  private static Row row(
      PacingPolicy policy, SimulatedMarket market, List<Integer> able, List<DaySpend> days) {
    List<DaySpend> spends = able.stream().map(days::get).toList();
    List<Double> errors = new ArrayList<>(spends.stream().map(DaySpend::hourlyError).toList());
    Collections.sort(errors);
    double over = days.stream().mapToDouble(day -> day.delivered() - 1).max().orElse(0);
    return new Row(
        policy,
        mean(spends.stream().map(d -> isOnTarget(d) ? 1.0 : 0.0).toList()),
        spends.stream().mapToDouble(DaySpend::delivered).min().orElse(0),
        mean(spends.stream().map(DaySpend::delivered).toList()),
        Math.max(0, over),
        mean(errors),
        errors.isEmpty() ? 0 : errors.get((int) (.95 * (errors.size() - 1))),
        hours(hour -> mean(spends.stream().map(d -> d.deliveredBy(hour)).toList())),
        hours(hour -> mean(spends.stream().map(d -> d.idealBy(hour)).toList())),
        able.stream()
            .limit(EXAMPLES)
            .map(
                c ->
                    new Example(
                        market.campaign(c).id(),
                        hours(days.get(c)::deliveredBy),
                        hours(days.get(c)::idealBy)))
            .toList());
  }

  private static boolean isOnTarget(DaySpend day) {
    return day.delivered() >= .97 && day.delivered() <= 1;
  }

  private static List<Double> hours(java.util.function.IntToDoubleFunction value) {
    return IntStream.range(0, DaySpend.HOURS).mapToObj(value::applyAsDouble).toList();
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(v -> v).average().orElse(0);
  }

  /** A policy's row. */
  public Row row(PacingPolicy policy) {
    return policies.stream().filter(row -> row.policy() == policy).findFirst().orElseThrow();
  }
}
