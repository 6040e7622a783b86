package io.adlib.evaluate.sequential;

import io.adlib.evaluate.page.Cell;
import io.adlib.evaluate.page.IntervalBars;
import io.adlib.evaluate.page.IntervalBars.Bar;
import io.adlib.evaluate.page.ReportPage;
import io.adlib.evaluate.page.ReportTable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A {@link SequentialReport} as a page: for each order and slice a table and bar charts. */
public final class SequentialPage {

  private SequentialPage() {}

  /**
   * The page.
   *
   * @param report what to show
   * @param facts how it came to be, such as command, seed, machine, date; shown in the map's order
   */
  public static ReportPage of(SequentialReport report, Map<String, String> facts) {
    var page = new ReportPage("Sequential recommendation on " + report.dataset());
    page.text("Leave-one-out, full ranking. ± is half of a 95 % interval.");
    for (SequentialDataset.Order order : SequentialDataset.Order.values()) {
      for (Slice slice : Slice.values()) {
        List<SequentialReport.Row> rows = report.rows(order, slice);
        if (!rows.isEmpty()) {
          String cases =
              String.format(
                  Locale.ROOT,
                  ", %s order of same-day purchases (%s: %,d cases)",
                  order.text(),
                  slice.text(),
                  rows.getFirst().cases());
          part(page.part("Seen items masked" + cases), rows, true);
          part(page.part("All items ranked" + cases), rows, false);
        }
      }
    }
    return page.made(facts);
  }

  private static void part(ReportPage page, List<SequentialReport.Row> rows, boolean masked) {
    var table = new ReportTable("method", "seeds", "R@5", "N@5", "R@10", "N@10");
    for (SequentialReport.Row row : rows) {
      Top top = top(row, masked);
      Top half = half(row, masked);
      table.row(
          Cell.of(row.method()),
          Cell.of(row.seeds()),
          Cell.of("%.4f", top.r5(), half.r5()),
          Cell.of("%.4f", top.n5(), half.n5()),
          Cell.of("%.4f", top.r10(), half.r10()),
          Cell.of("%.4f", top.n10(), half.n10()));
    }
    page.table(table)
        .plots(List.of(bars("R@10", rows, masked, Top::r10), bars("N@10", rows, masked, Top::n10)));
  }

  private static IntervalBars bars(
      String caption,
      List<SequentialReport.Row> rows,
      boolean masked,
      ToDoubleFunction<Top> figure) {
    return new IntervalBars(
        caption,
        "%.4f",
        rows.stream()
            .map(
                row ->
                    Bar.of(
                        row.method(),
                        figure.applyAsDouble(top(row, masked)),
                        figure.applyAsDouble(half(row, masked))))
            .toList());
  }

  private static Top top(SequentialReport.Row row, boolean masked) {
    return masked ? row.masked() : row.unmasked();
  }

  private static Top half(SequentialReport.Row row, boolean masked) {
    return masked ? row.interval().masked() : row.interval().unmasked();
  }
}
