package io.adlib.app.hub;

import io.adlib.core.Seed;
import io.adlib.evaluate.metrics.Interval;
import io.adlib.evaluate.metrics.Paired;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One figure with what was written and without, on the same cases.
 *
 * @param what was written: queries, tags, profiles, labels
 * @param writer by whom
 * @param measure name of the figure
 * @param cases it is over
 * @param without the figure as it is without
 * @param with the figure with it
 * @param difference with less without; 95 % by a paired bootstrap over users, requests or queries
 * @param bySeed the difference in each market
 */
public record HubRow(
    String what,
    String writer,
    String measure,
    int cases,
    double without,
    double with,
    Interval difference,
    List<Double> bySeed) {

  public HubRow {
    bySeed = List.copyOf(bySeed);
  }

  /** Of one market. */
  HubRow(
      String what,
      String writer,
      String measure,
      int cases,
      double without,
      double with,
      Interval difference) {
    this(what, writer, measure, cases, without, with, difference, List.of(difference.mean()));
  }

  /** Of means over cases. */
  static HubRow of(
      String what,
      String writer,
      String measure,
      double[] before,
      double[] after,
      int[] group_N,
      Seed seed) {
    int[] all = IntStream.range(0, before.length).toArray();
    return new HubRow(
        what,
        writer,
        measure,
        before.length,
        Paired.mean(before).applyAsDouble(all),
        Paired.mean(after).applyAsDouble(all),
        new Paired(group_N, seed).difference(Paired.mean(after), Paired.mean(before)));
  }

  /**
   * The same figure of several markets: means of all, and the interval of the mean of the
   * differences, which are independent.
   */
  static HubRow over(List<HubRow> markets) {
    HubRow first = markets.getFirst();
    double mean = mean(markets, row -> row.difference.mean());
    double low = 0;
    double high = 0;
    var bySeed = new ArrayList<Double>();
    for (HubRow row : markets) {
      Interval one = row.difference;
      low += (one.mean() - one.low()) * (one.mean() - one.low());
      high += (one.high() - one.mean()) * (one.high() - one.mean());
      bySeed.add(one.mean());
    }
    int n = markets.size();
    return new HubRow(
        first.what,
        first.writer,
        first.measure,
        markets.stream().mapToInt(HubRow::cases).sum(),
        mean(markets, HubRow::without),
        mean(markets, HubRow::with),
        new Interval(mean, mean - Math.sqrt(low) / n, mean + Math.sqrt(high) / n),
        bySeed);
  }

  private static double mean(
      List<HubRow> rows, java.util.function.ToDoubleFunction<HubRow> figure) {
    return rows.stream().mapToDouble(figure).average().orElse(0);
  }
}
