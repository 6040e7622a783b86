package io.adlib.evaluate.sequential;

import io.adlib.core.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A {@link SequentialReport} as one HTML file that needs nothing else: a table and bar charts. */
public final class SequentialPage {

  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1c2430}
      h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}
      table{border-collapse:collapse;font-variant-numeric:tabular-nums}
      th,td{padding:.25rem .7rem;text-align:right;border-bottom:1px solid #dde3ea}
      th:first-child,td:first-child{text-align:left}small{color:#66707d}
      svg text{font:12px system-ui,sans-serif;fill:#1c2430}
      """;
  private final SequentialReport report;
  private final Map<String, String> facts;

  /**
   * @param report what to show
   * @param facts how it came to be, such as command, seed, machine, date; shown in the map's order
   */
  public SequentialPage(SequentialReport report, Map<String, String> facts) {
    this.report = report;
    this.facts = facts;
  }

  /** Writes the page. */
  public void write(Path file) {
    try {
      Files.writeString(file, html());
    } catch (IOException e) {
      throw new EnvironmentException(
          file + " cannot be written: " + e.getMessage(), "check the folder and the disk", e);
    }
  }

  /** The page as text. */
  public String html() {
    var page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">");
    String title = "Sequential recommendation on " + escape(report.dataset());
    page.append("<title>").append(title).append("</title><style>").append(STYLE);
    page.append("</style>\n<h1>")
        .append(title)
        .append("</h1>\n<p>Leave-one-out, full ranking. ± is half of a 95 % interval.</p>\n");
    for (SequentialDataset.Order order : SequentialDataset.Order.values()) {
      for (Slice slice : Slice.values()) {
        part(page, order, slice);
      }
    }
    page.append("<h2>How this was made</h2>\n<table>");
    facts.forEach(
        (name, value) ->
            page.append("<tr><td>")
                .append(escape(name))
                .append("<td style=\"text-align:left\">")
                .append(escape(value)));
    return page.append("</table>\n</html>\n").toString();
  }

  private void part(StringBuilder page, SequentialDataset.Order order, Slice slice) {
    List<SequentialReport.Row> rows = report.rows(order, slice);
    if (rows.isEmpty()) {
      return;
    }
    String cases =
        String.format(
            Locale.ROOT,
            ", %s order of same-day purchases (%s: %,d cases)",
            order.text(),
            slice.text(),
            rows.getFirst().cases());
    table(page, rows, "Seen items masked" + cases, true);
    bars(page, rows, true);
    table(page, rows, "All items ranked" + cases, false);
    bars(page, rows, false);
  }

  private static void table(
      StringBuilder page, List<SequentialReport.Row> rows, String heading, boolean masked) {
    page.append("<h2>").append(heading).append("</h2>\n<table><tr><th>method<th>seeds");
    page.append("<th>R@5<th>N@5<th>R@10<th>N@10\n");
    for (SequentialReport.Row row : rows) {
      Top top = masked ? row.masked() : row.unmasked();
      Top half = masked ? row.interval().masked() : row.interval().unmasked();
      page.append("<tr><td>").append(escape(row.method())).append("<td>").append(row.seeds());
      cell(page, top.r5(), half.r5());
      cell(page, top.n5(), half.n5());
      cell(page, top.r10(), half.r10());
      cell(page, top.n10(), half.n10());
      page.append('\n');
    }
    page.append("</table>\n");
  }

  private static void cell(StringBuilder page, double value, double half) {
    page.append(String.format(Locale.ROOT, "<td>%.4f <small>± %.4f</small>", value, half));
  }

  private static void bars(StringBuilder page, List<SequentialReport.Row> rows, boolean masked) {
    double most = 1e-9;
    for (SequentialReport.Row row : rows) {
      most = Math.max(most, (masked ? row.masked() : row.unmasked()).r10());
    }
    int height = 34 * rows.size() + 24;
    page.append(
        String.format(
            Locale.ROOT,
            "<svg width=\"760\" height=\"%d\" role=\"img\" aria-label=\"R@10 and N@10 by method\">\n",
            height));
    int y = 6;
    for (SequentialReport.Row row : rows) {
      Top top = masked ? row.masked() : row.unmasked();
      page.append("<text x=\"0\" y=\"" + (y + 17) + "\">").append(escape(row.method()));
      page.append("</text>\n");
      bar(page, y, top.r10(), most, "#2f6db5");
      bar(page, y + 13, top.n10(), most, "#e08a2e");
      y += 34;
    }
    page.append("<text x=\"120\" y=\"" + (y + 12) + "\">");
    page.append("<tspan fill=\"#2f6db5\">■</tspan> R@10 ");
    page.append("<tspan fill=\"#e08a2e\">■</tspan> N@10</text>\n</svg>\n");
  }

  private static void bar(StringBuilder page, int y, double value, double most, String colour) {
    double width = 560 * value / most;
    page.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"120\" y=\"%d\" width=\"%.1f\" height=\"11\" fill=\"%s\"/>"
                + "<text x=\"%.1f\" y=\"%d\">%.4f</text>\n",
            y,
            width,
            colour,
            126 + width,
            y + 10,
            value));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
