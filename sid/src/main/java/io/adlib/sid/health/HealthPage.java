package io.adlib.sid.health;

import io.adlib.sid.SemanticIds;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The health report as one HTML page with plots, which needs nothing else, light and dark. */
public final class HealthPage {

  private HealthPage() {}

  /**
   * The page.
   *
   * @param ids those that the health is of
   */
  public static String html(Health health, SemanticIds ids) {
    return resource("health.html")
        .replace("{{style}}", resource("health.css"))
        .replace("{{figures}}", figures(health))
        .replace("{{levels}}", levels(health))
        .replace("{{histograms}}", histograms(health))
        .replace("{{sunburst}}", new Sunburst(ids).svg())
        .replace("{{shared}}", shared(health));
  }

  /** A text that lies beside this class. */
  static String resource(String name) {
    try (InputStream in = HealthPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String figures(Health h) {
    return figure(format("%,d", h.items()), "items")
        + figure(percent(h.collisionRate()), "share their path with another item")
        + figure(format("%.3f", h.pathsPerItem()), "paths an item")
        + figure(Integer.toString(h.largestBucket()), "items on the fullest path")
        + figure(percent(h.levels().getFirst().utilisation()), "of level-1 codes used")
        + figure(format("%.3f", h.levels().getLast().similarity()), "similarity on a path (PAS)")
        + figure(format("%.3f", h.levels().getLast().error()), "of the variance not explained");
  }

  private static String figure(String value, String name) {
    return "<div><b>" + value + "</b><span>" + name + "</span></div>\n";
  }

  private static String levels(Health h) {
    return h.levels().stream()
            .map(
                l ->
                    row(
                        Integer.toString(l.level()),
                        format("%,d", l.paths()),
                        percent(l.utilisation()),
                        format("%.1f", l.perplexity()),
                        format("%.3f", l.similarity()),
                        format("%.3f", l.error()),
                        l.purity().map(p -> percent(p.majority())).orElse("–"),
                        l.purity().map(p -> percent(p.pairs())).orElse("–")))
            .collect(Collectors.joining())
        + h.pairsByChance().map(p -> row("chance", "", "", "", "", "", "", percent(p))).orElse("");
  }

  private static String row(String... cells) {
    return List.of(cells).stream()
        .map(cell -> "<td>" + cell + "</td>")
        .collect(Collectors.joining("", "<tr>", "</tr>\n"));
  }

  private static String histograms(Health h) {
    return h.levels().stream()
        .map(
            l ->
                "<figure>"
                    + UsageBars.svg(l.usage())
                    + "<figcaption>Level "
                    + l.level()
                    + ": items a code, fullest first; "
                    + l.used()
                    + " of "
                    + h.codesPerLevel()
                    + " codes used</figcaption></figure>\n")
        .collect(Collectors.joining());
  }

  private static String shared(Health h) {
    return h.shared().stream()
        .map(
            s ->
                row(
                    "<code>" + s.path() + "</code>",
                    Integer.toString(s.items()),
                    s.titles().stream()
                        .map(title -> "<li>" + escaped(title) + "</li>")
                        .collect(Collectors.joining("", "<ul>", "</ul>"))))
        .collect(Collectors.joining());
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("{", "&#123;");
  }

  private static String percent(double share) {
    return format("%.1f %%", 100 * share);
  }

  private static String format(String pattern, Object value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
