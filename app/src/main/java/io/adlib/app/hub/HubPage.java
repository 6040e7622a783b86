package io.adlib.app.hub;

import io.adlib.evaluate.page.Cell;
import io.adlib.evaluate.page.IntervalBars;
import io.adlib.evaluate.page.IntervalBars.Bar;
import io.adlib.evaluate.page.ReportPage;
import io.adlib.evaluate.page.ReportTable;
import java.util.List;
import java.util.Map;

/** {@link HubRow}s as a page: a part for each kind of writing, a plot for each measure. */
public final class HubPage {

  private HubPage() {}

  /**
   * The page.
   *
   * @param rows in the order they are read
   * @param facts how they came to be, shown in the map's order
   */
  public static ReportPage of(List<HubRow> rows, Map<String, String> facts) {
    var page =
        new ReportPage("What queries, tags, profiles and labels change on demo markets")
            .text(
                "Each figure without and with what was written, on the same cases. Differences are"
                    + " with less without; in brackets 95 % of a paired bootstrap, bold where zero"
                    + " lies outside. Of a log-loss less is better, of everything else more. Each plot"
                    + " has a scale of its own; a dot is one market.");
    for (String what : rows.stream().map(HubRow::what).distinct().toList()) {
      List<HubRow> own = rows.stream().filter(row -> row.what().equals(what)).toList();
      page.part(Character.toUpperCase(what.charAt(0)) + what.substring(1))
          .table(table(own))
          .plots(own.stream().map(HubRow::measure).distinct().map(m -> plot(m, own)).toList());
    }
    return page.made(facts);
  }

  private static ReportTable table(List<HubRow> rows) {
    var table =
        new ReportTable("measure", "written by", "cases", "without", "with", "difference, 95 %");
    for (HubRow row : rows) {
      table.row(
          Cell.of(row.measure()),
          Cell.of(row.writer()),
          Cell.of(row.cases()),
          Cell.of("%.4f", row.without()),
          Cell.of("%.4f", row.with()),
          Cell.of("%+.4f", row.difference()).strong(row.difference().excludesZero()));
    }
    return table;
  }

  private static IntervalBars plot(String measure, List<HubRow> rows) {
    return new IntervalBars(
        measure + ": difference",
        "%+.4f",
        rows.stream()
            .filter(row -> row.measure().equals(measure))
            .map(row -> Bar.difference(row.writer(), row.difference()).dots(row.bySeed()))
            .toList());
  }
}
