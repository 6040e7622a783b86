package io.adlib.evaluate.sequential;

import io.adlib.evaluate.metrics.Interval;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * One table of methods on one dataset; as JSON it is {@code {"dataset", "order", "rows":
 * [{"method", "seeds", "masked": {"r5", "n5", "r10", "n10"}, "unmasked": …, "interval": …}]}}.
 *
 * @param dataset the folder's name
 * @param order the order of same-day purchases that was used
 * @param rows a method each
 */
public record SequentialReport(String dataset, String order, List<Row> rows) {

  public SequentialReport {
    rows = List.copyOf(rows);
  }

  /**
   * @param method such as {@code floor}
   * @param seeds how many trainings the means are of
   * @param masked means without seen items
   * @param unmasked means with all items
   * @param interval half-widths of 95 % intervals
   */
  public record Row(String method, int seeds, Top masked, Top unmasked, HalfWidths interval) {

    /**
     * A method's row from the test ranking of each seed. With two seeds or more the interval is
     * Student's t over the seeds; with one it is 1.96 standard errors over users, which does not
     * hold what another seed would change.
     */
    public static Row of(String method, List<FullRanking> bySeed) {
      return new Row(
          method,
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
