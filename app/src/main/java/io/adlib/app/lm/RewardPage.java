package io.adlib.app.lm;

import io.adlib.evaluate.page.Cell;
import io.adlib.evaluate.page.IntervalBars;
import io.adlib.evaluate.page.IntervalBars.Bar;
import io.adlib.evaluate.page.ReportPage;
import io.adlib.evaluate.page.ReportTable;
import io.adlib.learn.lm.grpo.Held;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a reward did to a model, as a page. */
public final class RewardPage {

  private RewardPage() {}

  /**
   * The page.
   *
   * @param facts how it came to be, shown in the map's order
   */
  public static ReportPage of(
      RewardTraining.Kind kind, RewardReproduction.Made made, Map<String, String> facts) {
    List<Held> held = made.trained().held();
    var passes =
        new ReportTable(
            "pass", "reward of its samples", "held out", "tokens held out", "of the right form");
    var bars = new ArrayList<Bar>();
    for (int pass = 0; pass < held.size(); pass++) {
      Held at = held.get(pass);
      String name = pass == 0 ? "before" : Integer.toString(pass);
      passes.row(
          Cell.of(name),
          Cell.of("%.3f", pass == 0 ? Double.NaN : made.trained().rewards().get(pass - 1)),
          Cell.of("%.3f", at.metric()),
          Cell.of("%.1f", at.length()),
          Cell.of("%.2f", at.formed()));
      bars.add(Bar.of(name, at.metric(), 0));
    }
    return new ReportPage("The small language model trained further on a reward: " + kind.label())
        .text("Held out are prompts that no training has seen; their likeliest answers are judged.")
        .table(passes)
        .plots(List.of(new IntervalBars("Held-out reward by pass", "%.3f", bars)))
        .part("All figures of the model, on inputs it has not seen")
        .table(figures(made.figures()))
        .made(facts);
  }

  /** A row a figure, a column a model. */
  private static ReportTable figures(Map<String, Map<String, Double>> byModel) {
    var columns = new ArrayList<String>(List.of(""));
    columns.addAll(byModel.keySet());
    var table = new ReportTable(columns.toArray(String[]::new));
    byModel.values().stream()
        .flatMap(figures -> figures.keySet().stream())
        .distinct()
        .forEach(
            name -> {
              var cells = new ArrayList<>(List.of(Cell.of(name)));
              byModel
                  .values()
                  .forEach(
                      figures ->
                          cells.add(Cell.of("%.3f", figures.getOrDefault(name, Double.NaN))));
              table.row(cells);
            });
    return table;
  }
}
