package io.adlib.app.lm;

import io.adlib.evaluate.metrics.Interval;
import io.adlib.evaluate.page.Cell;
import io.adlib.evaluate.page.IntervalBars;
import io.adlib.evaluate.page.IntervalBars.Bar;
import io.adlib.evaluate.page.ReportPage;
import io.adlib.evaluate.page.ReportTable;
import java.util.List;
import java.util.Map;

/** What a small model is worth beside templates, as a page: a plot a task. */
public final class WorthPage {

  private WorthPage() {}

  /**
   * The page.
   *
   * @param facts how it came to be, shown in the map's order
   */
  public static ReportPage of(SmallModelReproduction.Worth worth, Map<String, String> facts) {
    Map<String, Double> templates = worth.figures().getOrDefault("templates", Map.of());
    Map<String, Double> small = worth.figures().getOrDefault("adlib-small", Map.of());
    var table = new ReportTable("", "templates", "adlib-small", "difference, 95 %");
    worth
        .differences()
        .forEach(
            (name, difference) ->
                table.row(
                    Cell.of(name),
                    Cell.of("%.3f", templates.getOrDefault(name, Double.NaN)),
                    Cell.of("%.3f", small.getOrDefault(name, Double.NaN)),
                    Cell.of("%+.3f", difference).strong(difference.excludesZero())));
    return new ReportPage("The small language model beside templates")
        .text(
            "On ads of the demo market that it has not seen; every answer through the task's own"
                + " verifier, a refused one counts as nothing. Differences are the model's figure"
                + " less the templates'; in brackets 95 % by paired draws of ads, bold where zero"
                + " lies outside.")
        .table(table)
        .plots(
            worth.differences().keySet().stream()
                .map(WorthPage::task)
                .distinct()
                .map(task -> plot(task, worth.differences()))
                .toList())
        .made(facts);
  }

  private static IntervalBars plot(String task, Map<String, Interval> differences) {
    List<Bar> bars =
        differences.entrySet().stream()
            .filter(entry -> task(entry.getKey()).equals(task))
            .map(
                entry ->
                    Bar.difference(
                        entry.getKey().substring(entry.getKey().indexOf(':') + 1).strip(),
                        entry.getValue()))
            .toList();
    return new IntervalBars(task + ": difference from templates", "%+.3f", bars);
  }

  /** Before the colon of a figure's name. */
  private static String task(String figure) {
    int colon = figure.indexOf(':');
    return colon < 0 ? figure : figure.substring(0, colon);
  }
}
