package io.adlib.evaluate.sequential;

import io.adlib.evaluate.metrics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * One table of methods on one dataset; as JSON it is {@code {"dataset", "rows": [{"method",
 * "order", "slice", "cases", "seeds", "masked": {"r5", "n5", "r10", "n10"}, "unmasked": …,
 * "interval": …}]}}.
 *
 * @param dataset the folder's name
 * @param rows a method each, order by order
 */
public record SequentialReport(String dataset, List<Row> rows) {

  public SequentialReport {
    rows = List.copyOf(rows);
  }

  /**
   * @param method such as {@code floor}
   * @param order the order of same-day purchases, {@code canonical} or {@code alternative}
   * @param slice which cases: {@code all}, {@code warm} or {@code cold}
   * @param cases how many those are
   * @param seeds how many trainings the means are of
   * @param masked means without seen items
   * @param unmasked means with all items
   * @param interval half-widths of 95 % intervals
   */
  public record Row(
      String method,
      String order,
      String slice,
      int cases,
      int seeds,
      Top masked,
      Top unmasked,
      HalfWidths interval) {

    /** A method's row over all cases of the canonical order. */
    public static Row of(String method, List<FullRanking> bySeed) {
      return of(method, SequentialDataset.Order.CANONICAL, Slice.ALL, bySeed);
    }

    /**
     * A method's row over one slice, from the test ranking of its cases by each seed. With two
     * seeds or more the interval is Student's t over the seeds; with one it is 1.96 standard errors
     * over users, which does not hold what another seed would change.
     */
    public static Row of(
        String method, SequentialDataset.Order order, Slice slice, List<FullRanking> bySeed) {
      return new Row(
          method,
          order.text(),
          slice.text(),
          bySeed.getFirst().masked().rank_U().length,
          bySeed.size(),
          mean(bySeed, FullRanking::masked),
          mean(bySeed, FullRanking::unmasked),
          new HalfWidths(
              bySeed.size() < 2 ? "users" : "seeds",
              halfWidth(bySeed, FullRanking::masked),
              halfWidth(bySeed, FullRanking::unmasked)));
    }
  }

  /**
   * A report of methods ranked on the same cases: the slices each have a line a method. A slice
   * without a case has none.
   *
   * @param rankings of all cases, one a seed, by method
   * @param cold what the methods had not learnt of
   */
  public static SequentialReport of(
      SequentialDataset data,
      Map<String, List<FullRanking>> rankings,
      LeaveOneOut.Cases cases,
      ColdItems cold,
      List<Slice> slices) {
    var rows = new ArrayList<Row>();
    for (Slice slice : slices) {
      if (cases.of(slice, cold).size() > 0) {
        rankings.forEach(
            (method, bySeed) ->
                rows.add(
                    Row.of(
                        method,
                        data.order(),
                        slice,
                        bySeed.stream().map(r -> r.of(slice, cases, cold)).toList())));
      }
    }
    return new SequentialReport(data.name(), rows);
  }

  /** Reports of one dataset, such as in several orders, as one. */
  public static SequentialReport joined(List<SequentialReport> reports) {
    return new SequentialReport(
        reports.getFirst().dataset(), reports.stream().flatMap(r -> r.rows().stream()).toList());
  }

  /** The rows of one order and slice. */
  public List<Row> rows(SequentialDataset.Order order, Slice slice) {
    return rows.stream()
        .filter(row -> row.order().equals(order.text()) && row.slice().equals(slice.text()))
        .toList();
  }

  /**
   * @param over {@code seeds} or {@code users}: what varies
   * @param masked by metric
   * @param unmasked by metric
   */
  public record HalfWidths(String over, Top masked, Top unmasked) {}

  private static Top mean(List<FullRanking> bySeed, Function<FullRanking, Ranks> side) {
    return each(metric -> interval(bySeed, side, metric).mean());
  }

  private static Top halfWidth(List<FullRanking> bySeed, Function<FullRanking, Ranks> side) {
    if (bySeed.size() < 2) {
      Top error = side.apply(bySeed.getFirst()).standardError();
      return each(metric -> 1.96 * metric.applyAsDouble(error));
    }
    return each(metric -> interval(bySeed, side, metric).halfWidth());
  }

  private static Interval interval(
      List<FullRanking> bySeed, Function<FullRanking, Ranks> side, ToDoubleFunction<Top> metric) {
    return Interval.students(
        bySeed.stream().mapToDouble(r -> metric.applyAsDouble(side.apply(r).top())).toArray());
  }

  private static Top each(ToDoubleFunction<ToDoubleFunction<Top>> value) {
    return new Top(
        value.applyAsDouble(Top::r5),
        value.applyAsDouble(Top::n5),
        value.applyAsDouble(Top::r10),
        value.applyAsDouble(Top::n10));
  }
}
