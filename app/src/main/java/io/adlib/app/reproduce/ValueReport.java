package io.adlib.app.reproduce;

import io.adlib.evaluate.metrics.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The value stages compared.
 *
 * @param seeds trainings of each configuration
 * @param visits each was measured at
 * @param rows a configuration each
 * @param steps paired differences between configurations
 * @param stops how each policy's training ended, by configuration and seed
 * @param rehearsal what rehearsed candidates add, seed by seed
 */
public record ValueReport(
    int seeds,
    int visits,
    List<Row> rows,
    List<Step> steps,
    Map<String, List<String>> stops,
    List<Rehearsal> rehearsal) {

  public ValueReport {
    rows = List.copyOf(rows);
    steps = List.copyOf(steps);
    rehearsal = List.copyOf(rehearsal);
  }

  /**
   * A mean over seeds, and half of its 95 % interval (Student; 0 for one seed).
   *
   * @param mean over seeds
   * @param half of the interval
   */
  public record Figure(double mean, double half) {
    static Figure of(double[] values) {
      Interval interval = Interval.students(values);
      return new Figure(interval.mean(), values.length < 2 ? 0 : interval.high() - interval.mean());
    }

    /** Whether zero lies outside. */
    public boolean significant() {
      return Math.abs(mean) > half && half > 0;
    }
  }

  /** One configuration; see {@link ValueRow} for the units. */
  public record Row(
      String configuration,
      Figure ndcg,
      Figure average,
      Figure maximum,
      Figure revenue,
      Figure attainable,
      Figure ctr,
      Figure hitRate) {

    static Row of(String configuration, List<ValueRow> seeds) {
      return new Row(
          configuration,
          figure(seeds, ValueRow::ndcg),
          figure(seeds, ValueRow::average),
          figure(seeds, ValueRow::maximum),
          figure(seeds, ValueRow::revenue),
          figure(seeds, ValueRow::attainable),
          figure(seeds, ValueRow::ctr),
          figure(seeds, ValueRow::hitRate));
    }

    private static Figure figure(List<ValueRow> seeds, ToDoubleFunction<ValueRow> of) {
      return Figure.of(seeds.stream().mapToDouble(of).toArray());
    }
  }

  /**
   * One configuration against another, seed by seed: relative differences.
   *
   * @param from the one compared with
   * @param to the one compared
   */
  public record Step(
      String from,
      String to,
      Figure ndcg,
      Figure average,
      Figure maximum,
      Figure revenue,
      Figure attainable,
      Figure hitRate) {

    static Step of(String from, List<ValueRow> before, String to, List<ValueRow> after) {
      return new Step(
          from,
          to,
          relative(before, after, ValueRow::ndcg),
          relative(before, after, ValueRow::average),
          relative(before, after, ValueRow::maximum),
          relative(before, after, ValueRow::revenue),
          relative(before, after, ValueRow::attainable),
          relative(before, after, ValueRow::hitRate));
    }

    private static Figure relative(
        List<ValueRow> before, List<ValueRow> after, ToDoubleFunction<ValueRow> of) {
      double[] differences = new double[before.size()];
      for (int i = 0; i < differences.length; i++) {
        differences[i] = of.applyAsDouble(after.get(i)) / of.applyAsDouble(before.get(i)) - 1;
      }
      return Figure.of(differences);
    }
  }

  static ValueReport of(
      int visits,
      Map<String, List<ValueRow>> measured,
      List<Map.Entry<String, String>> pairs,
      Map<String, List<String>> stops,
      List<Rehearsal> rehearsal) {
    int seeds = measured.values().iterator().next().size();
    List<Row> rows =
        measured.entrySet().stream().map(e -> Row.of(e.getKey(), e.getValue())).toList();
    List<Step> steps =
        pairs.stream()
            .filter(p -> measured.containsKey(p.getKey()) && measured.containsKey(p.getValue()))
            .map(
                p ->
                    Step.of(
                        p.getKey(),
                        measured.getOrDefault(p.getKey(), List.of()),
                        p.getValue(),
                        measured.getOrDefault(p.getValue(), List.of())))
            .toList();
    return new ValueReport(seeds, visits, rows, steps, new LinkedHashMap<>(stops), rehearsal);
  }
}
