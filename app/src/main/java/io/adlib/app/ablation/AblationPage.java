package io.adlib.app.ablation;

import io.adlib.evaluate.metrics.Interval;
import io.adlib.evaluate.page.Cell;
import io.adlib.evaluate.page.IntervalBars;
import io.adlib.evaluate.page.IntervalBars.Bar;
import io.adlib.evaluate.page.ReportPage;
import io.adlib.evaluate.page.ReportTable;
import java.util.List;
import java.util.Map;

/** An {@link AblationReport} as a page. */
public final class AblationPage {

  private AblationPage() {}

  /**
   * The page.
   *
   * @param facts how the report came to be, shown in the map's order
   */
  public static ReportPage of(AblationReport report, Map<String, String> facts) {
    List<AblationReport.Row> rows = report.rows();
    List<AblationReport.Row> parts = rows.stream().filter(row -> !row.isBase()).toList();
    return new ReportPage("What each part of GPR brings on the built-in market")
        .text(
            "The generator with no part, with each alone, and with all, asked for the next ads of"
                + " users it was not trained on. In brackets 95 %: over seeds by Student, over"
                + " users by bootstrap, bold where zero lies outside; one seed has no interval over"
                + " seeds. The last column is GPR's own figure on its own data, arXiv 2511.10138.")
        .table(table(rows))
        .plots(
            List.of(
                new IntervalBars(
                    "HitRate@100, %, 95 % over seeds, a dot a seed",
                    "%.2f", rows.stream().map(AblationPage::hitRate).toList()),
                new IntervalBars(
                    "HitRate@100 over the base, points, 95 % over users",
                    "%+.2f",
                    parts.stream()
                        .map(row -> Bar.difference(row.part().title(), row.overUsers().scaled(100)))
                        .toList())))
        .part("What it costs")
        .table(costs(rows))
        .made(facts);
  }

  private static Bar hitRate(AblationReport.Row row) {
    return Bar.of(row.part().title(), row.hitRate100().scaled(100))
        .dots(row.runs().stream().map(run -> 100 * run.hitRate100()).toList());
  }

  private static ReportTable table(List<AblationReport.Row> rows) {
    var table =
        new ReportTable(
            "configuration",
            "seeds",
            "cases",
            "HitRate@100, %",
            "N@10",
            "over the base, by seed",
            "over the base, by user",
            "GPR's own, %");
    for (AblationReport.Row row : rows) {
      table.row(
          Cell.of(row.part().title()),
          Cell.of(row.runs().size()),
          Cell.of(row.runs().getFirst().cases()),
          Cell.of("%.2f", row.hitRate100().scaled(100)),
          Cell.of("%.4f", row.ndcg10()),
          row.isBase() ? Cell.NONE : difference(row.overSeeds()),
          row.isBase() ? Cell.NONE : difference(row.overUsers()),
          Cell.of("%.2f", row.part().published()));
    }
    return table;
  }

  private static Cell difference(Interval interval) {
    return Cell.of("%+.2f", interval.scaled(100))
        .strong(interval.high() > interval.low() && interval.excludesZero());
  }

  private static ReportTable costs(List<AblationReport.Row> rows) {
    var table =
        new ReportTable(
            "configuration", "weights", "training, s", "one search, median, µs", "loss");
    for (AblationReport.Row row : rows) {
      table.row(
          Cell.of(row.part().title()),
          Cell.of(row.runs().getFirst().weights()),
          Cell.of("%,.0f", row.mean(AblationRun::trainSeconds)),
          Cell.of("%,.0f", row.mean(AblationRun::serveMicros)),
          Cell.of("%.3f", row.mean(AblationRun::loss)));
    }
    return table;
  }
}
