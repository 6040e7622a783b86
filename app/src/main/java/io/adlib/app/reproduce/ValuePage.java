package io.adlib.app.reproduce;

import io.adlib.app.reproduce.ValueReport.Figure;
import io.adlib.app.reproduce.ValueReport.Row;
import io.adlib.app.reproduce.ValueReport.Step;
import io.adlib.evaluate.lift.Relative;
import io.adlib.evaluate.metrics.Interval;
import io.adlib.evaluate.page.Cell;
import io.adlib.evaluate.page.IntervalBars;
import io.adlib.evaluate.page.IntervalBars.Bar;
import io.adlib.evaluate.page.ReportPage;
import io.adlib.evaluate.page.ReportTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A {@link ValueReport} as a page. */
public final class ValuePage {

  /** One figure of a configuration, and what it became from one to another where that is known. */
  private record Measure(
      String name,
      String format,
      double factor,
      Function<Row, Figure> of,
      Function<Step, List<Figure>> change) {}

  private static final List<Measure> MEASURES =
      List.of(
          new Measure("nDCG@40", "%.4f", 1, Row::ndcg, step -> List.of(step.ndcg())),
          new Measure(
              "average value, EUR/1000", "%.2f", 1, Row::average, step -> List.of(step.average())),
          new Measure(
              "maximum value, EUR/1000", "%.1f", 1, Row::maximum, step -> List.of(step.maximum())),
          new Measure(
              "revenue, EUR/1000", "%.1f", 1, Row::revenue, step -> List.of(step.revenue())),
          new Measure(
              "attainable revenue, EUR/1000",
              "%.1f",
              1,
              Row::attainable,
              step -> List.of(step.attainable())),
          new Measure("CTR, %", "%.2f", 100, Row::ctr, _ -> List.of()),
          new Measure("HR@50", "%.4f", 1, Row::hitRate, step -> List.of(step.hitRate())));

  private ValuePage() {}

  /**
   * The page.
   *
   * @param facts how the report came to be, shown in the map's order
   */
  public static ReportPage of(ValueReport report, Map<String, String> facts) {
    var page =
        new ReportPage("The value stages on the demo market")
            .text(
                String.format(
                    Locale.ROOT,
                    "Means of %s, each measured at %,d visits; ± and whiskers are half of the 95 %%"
                        + " interval over seeds, which one seed has not. Values are the market's"
                        + " truth of the ads in a list, EUR a thousand impressions; revenue is EUR a"
                        + " thousand requests, attainable what it would be if the ranker knew the"
                        + " truth.",
                    report.seeds() == 1 ? "one seed" : report.seeds() + " seeds",
                    report.visits()))
            .table(rows(report.rows()))
            .plots(MEASURES.stream().map(measure -> plot(measure, report.rows())).toList());
    if (!report.steps().isEmpty()) {
      page.part("From one to another: relative differences in percent, seed by seed")
          .text("Bold where zero lies outside of the interval.")
          .table(steps(report.steps()))
          .plots(
              MEASURES.stream()
                  .filter(m -> !m.change.apply(report.steps().getFirst()).isEmpty())
                  .map(measure -> change(measure, report.steps()))
                  .toList());
    }
    stops(page, report.stops());
    rehearsed(page, report.rehearsal());
    return page.made(facts);
  }

  private static ReportTable rows(List<Row> rows) {
    ReportTable table = table("configuration", MEASURES);
    for (Row row : rows) {
      var cells = new ArrayList<Cell>();
      cells.add(Cell.of(row.configuration()));
      for (Measure measure : MEASURES) {
        Figure figure = measure.of.apply(row);
        cells.add(
            Cell.of(
                measure.format, measure.factor * figure.mean(), measure.factor * figure.half()));
      }
      table.row(cells);
    }
    return table;
  }

  private static IntervalBars plot(Measure measure, List<Row> rows) {
    return new IntervalBars(
        measure.name,
        measure.format,
        rows.stream()
            .map(
                row ->
                    Bar.of(
                        row.configuration(),
                        interval(measure.of.apply(row)).scaled(measure.factor)))
            .toList());
  }

  private static ReportTable steps(List<Step> steps) {
    List<Measure> changing =
        MEASURES.stream().filter(m -> !m.change.apply(steps.getFirst()).isEmpty()).toList();
    ReportTable table = table("from → to", changing);
    for (Step step : steps) {
      var cells = new ArrayList<Cell>();
      cells.add(Cell.of(name(step)));
      for (Measure measure : changing) {
        Figure figure = measure.change.apply(step).getFirst();
        cells.add(
            Cell.of("%+.1f", 100 * figure.mean(), 100 * figure.half())
                .strong(figure.significant()));
      }
      table.row(cells);
    }
    return table;
  }

  private static IntervalBars change(Measure measure, List<Step> steps) {
    return new IntervalBars(
        measure.name + ": change, %",
        "%+.1f",
        steps.stream()
            .map(
                step ->
                    Bar.difference(
                        name(step), interval(measure.change.apply(step).getFirst()).scaled(100)))
            .toList());
  }

  private static void stops(ReportPage page, Map<String, List<String>> stops) {
    if (!stops.isEmpty()) {
      var table = new ReportTable("policy", "how its training ended, a seed a line");
      stops.forEach((name, ends) -> ends.forEach(end -> table.row(Cell.of(name), Cell.of(end))));
      page.part("How policies' trainings ended").table(table);
    }
  }

  private static void rehearsed(ReportPage page, List<Rehearsal> rehearsals) {
    if (!rehearsals.isEmpty()) {
      var table =
          new ReportTable(
              "seed",
              "revenue over a narrow search",
              "the same, expected",
              "expected, over a wide search");
      for (int i = 0; i < rehearsals.size(); i++) {
        Rehearsal one = rehearsals.get(i);
        table.row(
            Cell.of(i + 1L),
            lift(one.overNarrow()),
            lift(one.overNarrowExpected()),
            lift(one.overWideExpected()));
      }
      page.part("Candidates found ahead of time for a likely next request: change of revenue, %")
          .table(table);
    }
  }

  private static Cell lift(Relative lift) {
    return Cell.of("%+.1f", new Interval(lift.mean(), lift.low(), lift.high()).scaled(100))
        .strong(lift.significant());
  }

  private static ReportTable table(String first, List<Measure> measures) {
    var columns = new ArrayList<String>();
    columns.add(first);
    measures.forEach(measure -> columns.add(measure.name));
    return new ReportTable(columns.toArray(String[]::new));
  }

  private static Interval interval(Figure figure) {
    return new Interval(
        figure.mean(), figure.mean() - figure.half(), figure.mean() + figure.half());
  }

  private static String name(Step step) {
    return step.from() + " → " + step.to();
  }
}
