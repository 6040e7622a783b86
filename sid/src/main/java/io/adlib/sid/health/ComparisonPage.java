package io.adlib.sid.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tokenizers side by side as one HTML page with plots, which needs nothing else, light and dark.
 */
public final class ComparisonPage {

  private static final int EXAMPLES = 5;

  private final List<Compared> all;
  private final int levels;

  private ComparisonPage(List<Compared> all) {
    this.all = all;
    levels = all.getFirst().levels();
  }

  /**
   * The page.
   *
   * @param name of the data
   * @param all at least one, of the same items, levels and codes
   * @param facts how it came to be, such as command, seed, machine; shown in the map's order
   */
  public static String html(String name, List<Compared> all, Map<String, String> facts) {
    return new ComparisonPage(List.copyOf(all)).html(name, facts);
  }

  private String html(String name, Map<String, String> facts) {
    Health first = all.getFirst().runs().getFirst();
    String lead =
        String.format(
            Locale.ROOT,
            "%,d items of %s, %d levels of %d codes, %s. ± is one standard deviation over seeds; the"
                + " best of a column is bold.",
            first.items(),
            HealthPage.escaped(name),
            levels,
            first.codesPerLevel(),
            all.getFirst().runs().size() == 1
                ? "one seed"
                : all.getFirst().runs().size() + " seeds");
    return HealthPage.resource("comparison.html")
        .replace("{{style}}", HealthPage.resource("health.css"))
        .replace("{{lead}}", lead)
        .replace("{{legend}}", legend())
        .replace("{{whole}}", whole())
        .replace("{{levels}}", levels())
        .replace("{{plots}}", plots())
        .replace("{{usage}}", usage())
        .replace("{{sunbursts}}", sunbursts())
        .replace("{{shared}}", shared())
        .replace("{{facts}}", facts(facts));
  }

  private String legend() {
    return IntStream.range(0, all.size())
        .mapToObj(i -> "<span><i class='b" + i + "'></i>" + all.get(i).title() + "</span>")
        .collect(Collectors.joining("\n"));
  }

  private String whole() {
    var columns = new ArrayList<Column>();
    columns.add(new Column("Collision rate, %", h -> 100 * h.collisionRate(), "%.2f", false));
    columns.add(new Column("Largest bucket", Health::largestBucket, "%.0f", false));
    columns.add(new Column("Paths an item", Health::pathsPerItem, "%.4f", true));
    columns.add(
        new Column(
            "Level-1 codes used, %", Compared.at(1, l -> 100 * l.utilisation()), "%.1f", true));
    columns.add(
        new Column(
            "PAS of whole paths", Compared.at(levels, LevelHealth::similarity), "%.4f", true));
    columns.add(
        new Column(
            "Error of reconstruction", Compared.at(levels, LevelHealth::error), "%.4f", false));
    if (all.getFirst().hasPurity()) {
      columns.add(
          new Column(
              "Category purity, %",
              Compared.at(levels, l -> 100 * Compared.purity(l)), "%.1f", true));
    }
    var table = new StringBuilder("<tr><th>Tokenizer</th>");
    columns.forEach(c -> table.append("<th>").append(c.name()).append("</th>"));
    table.append("<th>Seconds</th><th>Peak, MiB</th></tr>\n");
    for (int i = 0; i < all.size(); i++) {
      Compared one = all.get(i);
      table.append("<tr><td><i class='b").append(i).append("'></i>").append(one.title());
      table.append("</td>");
      columns.forEach(c -> table.append(c.cell(one, all)));
      table.append(format("<td>%.0f</td>", one.seconds()));
      table.append(one.peakMib() < 0 ? "<td>–</td>" : format("<td>%.0f</td>", one.peakMib()));
      table.append("</tr>\n");
    }
    return table.toString();
  }

  private String levels() {
    var rows = new StringBuilder();
    for (int level = 1; level <= levels; level++) {
      for (int i = 0; i < all.size(); i++) {
        Compared one = all.get(i);
        rows.append("<tr><td>")
            .append(i == 0 ? "Level " + level : "")
            .append("</td><td><i class='b");
        rows.append(i).append("'></i>").append(one.title()).append("</td>");
        cell(rows, one, "%,.0f", level, LevelHealth::paths);
        cell(rows, one, "%.1f", level, l -> 100 * l.utilisation());
        cell(rows, one, "%.1f", level, LevelHealth::perplexity);
        cell(rows, one, "%.4f", level, LevelHealth::similarity);
        cell(rows, one, "%.4f", level, LevelHealth::error);
        cell(rows, one, "%.1f", level, l -> 100 * Compared.purity(l));
        rows.append("</tr>\n");
      }
    }
    return rows.toString();
  }

  private static void cell(
      StringBuilder rows,
      Compared one,
      String format,
      int level,
      ToDoubleFunction<LevelHealth> figure) {
    double value = one.mean(Compared.at(level, figure));
    rows.append("<td>").append(Double.isNaN(value) ? "–" : format(format, value)).append("</td>");
  }

  private String plots() {
    var plots = new StringBuilder();
    plot(plots, "PAS, mean cosine on a path", LevelHealth::similarity);
    plot(plots, "Perplexity of codes", LevelHealth::perplexity);
    plot(plots, "Error, of the variance", LevelHealth::error);
    if (all.getFirst().hasPurity()) {
      plot(plots, "Category purity", Compared::purity);
    }
    return plots.toString();
  }

  private void plot(StringBuilder plots, String label, ToDoubleFunction<LevelHealth> figure) {
    plots
        .append("<figure>")
        .append(LevelBars.svg(all, label, figure))
        .append("<figcaption>")
        .append(label)
        .append("</figcaption></figure>\n");
  }

  private String usage() {
    return IntStream.rangeClosed(1, levels)
        .mapToObj(
            level ->
                "<figure>"
                    + UsageCurves.svg(all, level)
                    + "<figcaption>Level "
                    + level
                    + ": items a code, fullest first</figcaption></figure>\n")
        .collect(Collectors.joining());
  }

  private String sunbursts() {
    return all.stream()
        .map(
            one ->
                "<figure class='sunburst'>"
                    + new Sunburst(one.ids()).svg()
                    + "<figcaption>"
                    + one.title()
                    + "</figcaption></figure>\n")
        .collect(Collectors.joining());
  }

  private String shared() {
    var blocks = new StringBuilder();
    for (Compared one : all) {
      blocks.append("<div><h3>").append(one.title()).append("</h3>\n");
      for (Health.SharedPath path :
          one.runs().getFirst().shared().stream().limit(EXAMPLES).toList()) {
        blocks.append("<p><code>").append(path.path()).append("</code> · ").append(path.items());
        blocks.append(" items</p><ul>");
        path.titles()
            .forEach(t -> blocks.append("<li>").append(HealthPage.escaped(t)).append("</li>"));
        blocks.append("</ul>\n");
      }
      blocks.append("</div>\n");
    }
    return blocks.toString();
  }

  private static String facts(Map<String, String> facts) {
    return facts.entrySet().stream()
        .map(
            fact ->
                "<tr><th>"
                    + HealthPage.escaped(fact.getKey())
                    + "</th><td>"
                    + HealthPage.escaped(fact.getValue())
                    + "</td></tr>\n")
        .collect(Collectors.joining());
  }

  private static String format(String pattern, Object value) {
    return String.format(Locale.ROOT, pattern, value);
  }

  /** One figure of whole tokenizers. */
  private record Column(
      String name, ToDoubleFunction<Health> figure, String format, boolean higherIsBetter) {

    String cell(Compared one, List<Compared> all) {
      String mean = ComparisonPage.format(format, one.mean(figure));
      boolean best =
          all.stream()
              .map(other -> ComparisonPage.format(format, other.mean(figure)))
              .mapToDouble(Double::parseDouble)
              .noneMatch(
                  other ->
                      higherIsBetter
                          ? other > Double.parseDouble(mean)
                          : other < Double.parseDouble(mean));
      String off =
          one.runs().size() < 2
              ? ""
              : " <small>± " + ComparisonPage.format(format, one.deviation(figure)) + "</small>";
      return "<td>" + (best ? "<b>" + mean + "</b>" : mean) + off + "</td>";
    }
  }
}
