package io.adlib.learn.reproduce;

import io.adlib.data.workspace.AtomicFiles;
import io.adlib.evaluate.sequential.Top;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** An {@link AlignmentReport} as one HTML file that needs nothing else: tables and plots. */
public final class AlignmentPage {

  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1c2430}
      h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}
      table{border-collapse:collapse;font-variant-numeric:tabular-nums}
      th,td{padding:.25rem .7rem;text-align:right;border-bottom:1px solid #dde3ea}
      th:first-child,td:first-child{text-align:left}small{color:#66707d}
      svg text{font:12px system-ui,sans-serif;fill:#1c2430}
      """;
  private static final int LEFT = 150;
  private static final int WIDE = 540;

  private final AlignmentReport report;
  private final Map<String, String> facts;
  private final StringBuilder page = new StringBuilder();

  /**
   * @param report what to show
   * @param facts how it came to be, shown in the map's order
   */
  public AlignmentPage(AlignmentReport report, Map<String, String> facts) {
    this.report = report;
    this.facts = facts;
  }

  /** Writes the page. */
  public void write(Path file) {
    AtomicFiles.write(file, html());
  }

  /** The page as text. */
  public String html() {
    page.setLength(0);
    String title = "Semantic IDs aligned with behaviour on " + escape(report.dataset());
    line("<!doctype html>%n<html lang=\"en\"><meta charset=\"utf-8\"><title>%s</title>", title);
    line("<style>%s</style>%n<h1>%s</h1>", STYLE, title);
    line("<p>%s</p>", escape(verdict()));
    recall();
    differences();
    information();
    collaborative();
    line("<h2>How this was made</h2>%n<table>");
    facts.forEach(
        (name, value) ->
            line("<tr><td>%s<td style=\"text-align:left\">%s", escape(name), escape(value)));
    line("</table>%n</html>");
    return page.toString();
  }

  /** One sentence a recipe: whether it beats the unaligned IDs, and by how much. */
  String verdict() {
    var text = new StringBuilder();
    for (var difference : report.differences()) {
      var r10 = difference.r10();
      String verb =
          r10.low() > 0 ? "beats" : r10.high() < 0 ? "loses to" : "cannot be told apart from";
      text.append(
          String.format(
              Locale.ROOT,
              "%s %s the unaligned IDs: R@10 %+.4f (95 %% interval %+.4f to %+.4f over %d paired"
                  + " seeds). ",
              capital(difference.recipe()),
              verb,
              r10.mean(),
              r10.low(),
              r10.high(),
              difference.bySeed().size()));
    }
    return text.toString().strip();
  }

  private void recall() {
    line("<h2>The generator on each recipe's IDs, test, seen items masked</h2>%n<table>");
    line("<tr><th>recipe<th>seeds<th>R@5<th>N@5<th>R@10<th>N@10<th>R@10 unmasked");
    line("<th>R@10 validation<th>collisions<th>error");
    double most = 1e-9;
    for (var row : report.rows()) {
      Top top = row.masked();
      line(
          "<tr><td>%s<td>%d<td>%.4f<td>%.4f<td>%.4f<td>%.4f<td>%.4f<td>%.4f<td>%.1f %%<td>%.3f",
          escape(row.recipe()),
          row.seeds(),
          top.r5(),
          top.n5(),
          top.r10(),
          top.n10(),
          row.unmasked().r10(),
          row.validation().r10(),
          100 * row.collisions(),
          row.error());
      most = Math.max(most, row.r10().stream().mapToDouble(r -> r).max().orElse(0));
    }
    line("</table>");
    chart("R@10 by recipe, a dot a seed", report.rows().size());
    int y = 6;
    for (var row : report.rows()) {
      bar(y, row.recipe(), row.masked().r10(), most * 1.05, "%.4f");
      for (double r10 : row.r10()) {
        line(
            "<circle cx=\"%.1f\" cy=\"%d\" r=\"3\" fill=\"#1c2430\" fill-opacity=\".6\"/>",
            LEFT + WIDE * r10 / (most * 1.05), y + 9);
      }
      y += 28;
    }
    line("</svg>");
  }

  private void differences() {
    line("<h2>Difference of R@10 from the unaligned IDs, seed by seed</h2>%n<table>");
    line("<tr><th>recipe<th>mean<th>95 %% interval<th style=\"text-align:left\">by seed");
    for (var difference : report.differences()) {
      var r10 = difference.r10();
      var bySeed = new StringBuilder();
      difference.bySeed().forEach(d -> bySeed.append(String.format(Locale.ROOT, "%+.4f ", d)));
      line(
          "<tr><td>%s<td>%+.4f<td>%+.4f to %+.4f<td style=\"text-align:left\">%s",
          escape(difference.recipe()),
          r10.mean(),
          r10.low(),
          r10.high(),
          bySeed.toString().strip());
    }
    line("</table>");
  }

  private void information() {
    line("<h2>What an ID says about behaviour: InfoNCE bound on the mutual information, nats</h2>");
    line("<table><tr><th>vectors<th>about<th>bound<th>alignment blind to these items");
    line("<th>N<th>items<th>log N");
    double most = 1e-9;
    for (var row : report.information()) {
      line(
          "<tr><td>%s<td>%s<td>%.3f<td>%s<td>%d<td>%d<td>%.3f",
          escape(row.vector()),
          escape(row.about()),
          row.nats(),
          row.blind().map(nats -> String.format(Locale.ROOT, "%.3f", nats)).orElse("–"),
          row.among(),
          row.heldOut(),
          Math.log(row.among()));
      most = Math.max(most, row.nats());
    }
    line("</table>%n<p><small>Measured on items that the critic never saw; a bound says no more");
    line("than log N. The second bound is of a tokenizer whose alignment never saw the behaviour");
    line("of the items it is measured on.</small></p>");
    chart("InfoNCE bound by recipe", report.information().size());
    int y = 6;
    for (var row : report.information()) {
      bar(y, row.vector() + " → " + row.about(), Math.max(0, row.nats()), most, "%.3f");
      y += 28;
    }
    line("</svg>");
  }

  private void collaborative() {
    line("<h2>The collaborative models themselves, test, seen items masked</h2>%n<table>");
    line("<tr><th>model<th>R@5<th>N@5<th>R@10<th>N@10");
    for (var row : report.collaborative()) {
      Top top = row.masked();
      line(
          "<tr><td>%s<td>%.4f<td>%.4f<td>%.4f<td>%.4f",
          escape(row.model()), top.r5(), top.n5(), top.r10(), top.n10());
    }
    line("</table>");
  }

  private void chart(String label, int bars) {
    line(
        "<svg width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"%s\">",
        LEFT + WIDE + 70, 28 * bars + 10, escape(label));
  }

  private void bar(int y, String name, double value, double most, String form) {
    double width = WIDE * value / most;
    line("<text x=\"0\" y=\"%d\">%s</text>", y + 14, escape(name));
    line("<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"18\" fill=\"#8fb3da\"/>", LEFT, y, width);
    line(
        "<text x=\"%d\" y=\"%d\">%s</text>",
        LEFT + WIDE + 8, y + 14, String.format(Locale.ROOT, form, value));
  }

  private void line(String form, Object... values) {
    page.append(String.format(Locale.ROOT, form, values)).append('\n');
  }

  private static String capital(String word) {
    return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
