package io.adlib.evaluate.page;

import io.adlib.data.workspace.AtomicFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A report as one HTML page that needs nothing else, light and dark, part after part. All names and
 * texts are escaped. Not thread-safe.
 */
public final class ReportPage {

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1c2330; --soft: #5d6778; --line: #d9dee7; --page: #fff; --bar: #3b7dd8; }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #e7ebf2; --soft: #9aa5b8; --line: #343c4b; --page: #161b24; --bar: #6ea3ec; }
      }
      body { margin: 0 auto; padding: 1.5rem; max-width: 72rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); }
      h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
      h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
      p { max-width: 48rem; margin: .5rem 0; }
      .wide { overflow-x: auto; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
      th, td { text-align: left; vertical-align: top; padding: .3rem .7rem; border-bottom: 1px solid var(--line); }
      th { font-weight: 600; font-size: .85rem; color: var(--soft); vertical-align: bottom; }
      td.n, th.n { text-align: right; }
      td.n { white-space: nowrap; }
      small { color: var(--soft); }
      .plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(26rem, 100%), 1fr)); gap: 1rem 2rem; margin: 1rem 0; }
      figure { margin: 0; }
      figcaption { font-size: .85rem; font-weight: 600; margin-bottom: .2rem; }
      svg { width: 100%; max-width: 48rem; height: auto; }
      .plots svg text { fill: var(--ink); font: 11px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
      .bar { fill: var(--bar); } .pale { fill: var(--bar); fill-opacity: .35; }
      .whisker { stroke: var(--ink); stroke-width: 1.2; fill: none; } .axis { stroke: var(--soft); stroke-width: .7; fill: none; }
      .dot { fill: var(--ink); fill-opacity: .6; }
      """;

  private final String title;
  private final StringBuilder body = new StringBuilder();

  /** Starts a page. */
  public ReportPage(String title) {
    this.title = escaped(title);
    body.append("<h1>").append(this.title).append("</h1>\n");
  }

  /** A paragraph. */
  public ReportPage text(String text) {
    body.append("<p>").append(escaped(text)).append("</p>\n");
    return this;
  }

  /** Begins a part. */
  public ReportPage part(String heading) {
    body.append("<h2>").append(escaped(heading)).append("</h2>\n");
    return this;
  }

  /** Figures as numbers. */
  public ReportPage table(ReportTable table) {
    body.append(table.html());
    return this;
  }

  /** Figures as pictures, side by side where there is room. */
  public ReportPage plots(List<IntervalBars> plots) {
    body.append("<div class=\"plots\">\n");
    plots.forEach(plot -> picture(plot.caption(), plot.svg()));
    body.append("</div>\n");
    return this;
  }

  /**
   * A picture that was drawn elsewhere.
   *
   * @param svg goes into the page as it is
   */
  public ReportPage picture(String caption, String svg) {
    body.append("<figure><figcaption>")
        .append(escaped(caption))
        .append("</figcaption>")
        .append(svg)
        .append("</figure>\n");
    return this;
  }

  /** How it came to be, such as command, machine and date; shown in the map's order. */
  public ReportPage made(Map<String, String> facts) {
    return part("How this was made")
        .table(
            facts.entrySet().stream()
                .collect(
                    () -> new ReportTable("", ""),
                    (table, fact) -> table.row(Cell.of(fact.getKey()), Cell.of(fact.getValue())),
                    (_, _) -> {}));
  }

  /** The page as text. */
  public String html() {
    return """
        <!doctype html>
        <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>%s</title><style>
        %s</style>
        %s</html>
        """
        .formatted(title, STYLE, body);
  }

  /** Writes the page, whole or not at all. */
  public void write(Path file) {
    AtomicFiles.write(file, html());
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
