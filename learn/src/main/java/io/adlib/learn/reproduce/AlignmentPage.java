package io.adlib.learn.reproduce;

import io.adlib.evaluate.metrics.Interval;
import io.adlib.evaluate.page.Cell;
import io.adlib.evaluate.page.IntervalBars;
import io.adlib.evaluate.page.IntervalBars.Bar;
import io.adlib.evaluate.page.ReportPage;
import io.adlib.evaluate.page.ReportTable;
import io.adlib.evaluate.sequential.Top;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** An {@link AlignmentReport} as a page of tables and plots. */
public final class AlignmentPage {

  private final AlignmentReport report;

  private AlignmentPage(AlignmentReport report) {
    this.report = report;
  }

  /**
   * The page.
   *
   * @param facts how it came to be, shown in the map's order
   */
  public static ReportPage of(AlignmentReport report, Map<String, String> facts) {
    return new AlignmentPage(report).page().made(facts);
  }

  private ReportPage page() {
    var page = new ReportPage("Semantic IDs aligned with behaviour on " + report.dataset());
    page.text(verdict(report.differences()));
    recall(page.part("The generator on each recipe's IDs, test, seen items masked"));
    differences(page.part("Difference of R@10 from the unaligned IDs, seed by seed"));
    information(
        page.part(
            "What an ID says about behaviour: InfoNCE bound on the mutual information, nats"));
    collaborative(page.part("The collaborative models themselves, test, seen items masked"));
    return page;
  }

  /** One sentence a recipe: whether it beats the unaligned IDs, and by how much. */
  static String verdict(List<AlignmentReport.Difference> differences) {
    return differences.stream()
        .map(
            difference -> {
              Interval r10 = difference.r10();
              String verb =
                  r10.low() > 0
                      ? "beats"
                      : r10.high() < 0 ? "loses to" : "cannot be told apart from";
              return String.format(
                  Locale.ROOT,
                  "%s %s the unaligned IDs: R@10 %+.4f (95 %% interval %+.4f to %+.4f over %d"
                      + " paired seeds).",
                  capital(difference.recipe()),
                  verb,
                  r10.mean(),
                  r10.low(),
                  r10.high(),
                  difference.bySeed().size());
            })
        .collect(Collectors.joining(" "));
  }

  private void recall(ReportPage page) {
    var table =
        new ReportTable(
            "recipe",
            "seeds",
            "R@5",
            "N@5",
            "R@10",
            "N@10",
            "R@10 unmasked",
            "R@10 validation",
            "collisions",
            "error");
    for (var row : report.rows()) {
      Top top = row.masked();
      table.row(
          Cell.of(row.recipe()),
          Cell.of(row.seeds()),
          Cell.of("%.4f", top.r5()),
          Cell.of("%.4f", top.n5()),
          Cell.of("%.4f", top.r10()),
          Cell.of("%.4f", top.n10()),
          Cell.of("%.4f", row.unmasked().r10()),
          Cell.of("%.4f", row.validation().r10()),
          Cell.of("%.1f %%", 100 * row.collisions()),
          Cell.of("%.3f", row.error()));
    }
    page.table(table)
        .plots(
            List.of(
                new IntervalBars(
                    "R@10 by recipe, a dot a seed",
                    "%.4f",
                    report.rows().stream()
                        .map(row -> Bar.of(row.recipe(), row.masked().r10(), 0).dots(row.r10()))
                        .toList())));
  }

  private void differences(ReportPage page) {
    var table = new ReportTable("recipe", "R@10, 95 % interval", "by seed");
    for (var difference : report.differences()) {
      table.row(
          Cell.of(difference.recipe()),
          Cell.of("%+.4f", difference.r10()),
          Cell.of(
              difference.bySeed().stream()
                  .map(d -> String.format(Locale.ROOT, "%+.4f", d))
                  .collect(Collectors.joining(" "))));
    }
    page.table(table)
        .plots(
            List.of(
                new IntervalBars(
                    "Difference of R@10, 95 % interval, a dot a seed",
                    "%+.4f",
                    report.differences().stream()
                        .map(d -> Bar.difference(d.recipe(), d.r10()).dots(d.bySeed()))
                        .toList())));
  }

  private void information(ReportPage page) {
    var table =
        new ReportTable(
            "vectors", "about", "bound", "alignment blind to these items", "N", "items", "log N");
    for (var row : report.information()) {
      table.row(
          Cell.of(row.vector()),
          Cell.of(row.about()),
          Cell.of("%.3f", row.nats()),
          Cell.of("%.3f", row.blind().orElse(Double.NaN)),
          Cell.of(row.among()),
          Cell.of(row.heldOut()),
          Cell.of("%.3f", Math.log(row.among())));
    }
    page.table(table)
        .text(
            "Measured on items that the critic never saw; a bound says no more than log N. The"
                + " second bound is of a tokenizer whose alignment never saw the behaviour of the"
                + " items it is measured on.")
        .plots(
            List.of(
                new IntervalBars(
                    "InfoNCE bound by recipe, nats",
                    "%.3f",
                    report.information().stream()
                        .map(row -> Bar.of(row.vector() + " → " + row.about(), row.nats(), 0))
                        .toList())));
  }

  private void collaborative(ReportPage page) {
    var table = new ReportTable("model", "R@5", "N@5", "R@10", "N@10");
    for (var row : report.collaborative()) {
      Top top = row.masked();
      table.row(
          Cell.of(row.model()),
          Cell.of("%.4f", top.r5()),
          Cell.of("%.4f", top.n5()),
          Cell.of("%.4f", top.r10()),
          Cell.of("%.4f", top.n10()));
    }
    page.table(table);
  }

  private static String capital(String word) {
    return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
