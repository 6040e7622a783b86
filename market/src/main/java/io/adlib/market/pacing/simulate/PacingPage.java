package io.adlib.market.pacing.simulate;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A {@link PacingReport} as one HTML page that needs nothing else, light and dark. */
public final class PacingPage {

  private static final int WIDTH = 420;
  private static final int HEIGHT = 220;
  private static final int MARGIN = 34;
  private static final Map<PacingPolicy, String> COLOURS =
      Map.of(
          PacingPolicy.NONE, "#d1495b",
          PacingPolicy.THROTTLE, "#e09f3e",
          PacingPolicy.LEARNED, "#1f7a8c");

  private static final String STYLE =
      """
      :root{color-scheme:light dark}
      body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem}
      h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}
      table{border-collapse:collapse;font-variant-numeric:tabular-nums}
      th,td{padding:.25rem .7rem;text-align:right;border-bottom:1px solid #8886}
      th:first-child,td:first-child{text-align:left}
      .plots{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0}figcaption{font-size:.85rem}
      svg text{font:11px system-ui,sans-serif;fill:currentColor}
      svg .axis{stroke:#8888;fill:none}svg .ideal{stroke:currentColor;stroke-dasharray:3 3;fill:none}
      svg .spent{fill:none;stroke-width:2}
      """;

  private PacingPage() {}

  /**
   * The page.
   *
   * @param command that made it
   */
  public static String html(PacingReport report, String command) {
    var page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">");
    page.append("<title>Pacing in a simulated day</title><style>").append(STYLE).append("</style>");
    page.append(
        text(
            """
            <h1>Pacing in a simulated day</h1>
            <p>%,d campaigns, about %,d requests a day, seed %d. %,d campaigns could have spent 1.2
            times their budget; the figures are of these, the overspend of all. An error is the
            distance between the share of a budget spent and the share of the day's chances that
            came, at the end of each hour of the advertiser's day.</p>
            <table><tr><th>policy</th><th>spent 97–100 %%</th><th>least spent</th><th>mean spent</th>
            <th>largest overspend</th><th>hourly error</th><th>95th percentile</th></tr>
            """,
            report.campaigns(), report.requestsADay(), report.seed(), report.enoughDemand()));
    report.policies().forEach(row -> page.append(row(row)));
    page.append("</table>\n<h2>Mean share of a budget spent, by hour; dashed: the ideal</h2>\n");
    page.append("<div class=\"plots\">");
    for (PacingReport.Row row : report.policies()) {
      page.append(plot(row.policy(), row.policy().text(), row.spentBy(), row.idealBy()));
    }
    page.append("</div>\n<h2>Single campaigns under learned pacing</h2>\n<div class=\"plots\">");
    for (PacingReport.Example one : report.row(PacingPolicy.LEARNED).examples()) {
      page.append(plot(PacingPolicy.LEARNED, one.campaign(), one.spentBy(), one.idealBy()));
    }
    return page.append("</div>\n<p><code>")
        .append(command)
        .append("</code></p></html>\n")
        .toString();
  }

  private static String row(PacingReport.Row row) {
    return text(
        "<tr><td>%s</td><td>%.1f %%</td><td>%.1f %%</td><td>%.1f %%</td><td>%.2f %%</td>"
            + "<td>%.2f %%</td><td>%.2f %%</td></tr>\n",
        row.policy().text(),
        100 * row.delivering97to100(),
        100 * row.leastDelivered(),
        100 * row.meanDelivered(),
        100 * row.largestOverspend(),
        100 * row.hourlyError(),
        100 * row.hourlyErrorP95());
  }

  private static String plot(
      PacingPolicy policy, String caption, List<Double> spentBy, List<Double> idealBy) {
    var svg = new StringBuilder();
    svg.append(text("<figure><svg width=\"%d\" height=\"%d\" role=\"img\">", WIDTH, HEIGHT));
    for (int quarter = 0; quarter <= 4; quarter++) {
      double y = y(quarter / 4.0);
      svg.append(
          text(
              "<path class=\"axis\" d=\"M%d %.1fH%d\"/><text x=\"2\" y=\"%.1f\">%d %%</text>",
              MARGIN, y, WIDTH - 8, y + 4, 25 * quarter));
    }
    for (int hour = 0; hour <= 24; hour += 6) {
      svg.append(
          text(
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d h</text>",
              x(hour), HEIGHT - 6, hour));
    }
    svg.append("<path class=\"ideal\" d=\"").append(path(idealBy)).append("\"/>");
    svg.append(
        text(
            "<path class=\"spent\" stroke=\"%s\" d=\"%s\"/>",
            COLOURS.getOrDefault(policy, "currentColor"), path(spentBy)));
    return svg.append("</svg><figcaption>")
        .append(caption)
        .append("</figcaption></figure>\n")
        .toString();
  }

  private static String path(List<Double> shares) {
    var path = new StringBuilder(text("M%.1f %.1f", x(0), y(0)));
    for (int hour = 0; hour < shares.size(); hour++) {
      path.append(text("L%.1f %.1f", x(hour + 1), y(shares.get(hour))));
    }
    return path.toString();
  }

  private static double x(int hour) {
    return MARGIN + hour / 24.0 * (WIDTH - MARGIN - 12);
  }

  private static double y(double share) {
    return HEIGHT - 24 - share * (HEIGHT - 40);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
