package io.adlib.app.lm;

import io.adlib.evaluate.metrics.Interval;
import io.adlib.evaluate.page.Cell;
import io.adlib.evaluate.page.IntervalBars;
import io.adlib.evaluate.page.IntervalBars.Bar;
import io.adlib.evaluate.page.ReportPage;
import io.adlib.evaluate.page.ReportTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A {@link WeightComparison} as a page: a plot a task, and the curves. */
public final class WeightPage {

  private WeightPage() {}

  /**
   * The page.
   *
   * @param facts how it came to be, shown in the map's order
   */
  public static ReportPage of(WeightComparison.Compared compared, Map<String, String> facts) {
    var tasks = new TreeSet<String>();
    compared.losses().values().forEach(byTask -> tasks.addAll(byTask.keySet()));
    return new ReportPage(
            "Adaptive weights of tasks, uniform ones, and a model for each task alone")
        .text(
            "Held-out loss a token of tiny models where the mean over a run's tasks is lowest; less"
                + " is better. In brackets 95 % over seeds by Student, which one seed has not.")
        .table(table(compared.losses(), tasks))
        .plots(tasks.stream().map(task -> plot(task, compared.losses())).toList())
        .part("Loss by epoch")
        .picture(
            "The mean of the seeds, on a scale of logarithms", WeightCurves.svg(compared.curves()))
        .made(facts);
  }

  private static ReportTable table(
      Map<String, Map<String, List<Double>>> losses, TreeSet<String> tasks) {
    var columns = new ArrayList<String>(List.of("kind of training"));
    columns.addAll(tasks);
    var table = new ReportTable(columns.toArray(String[]::new));
    losses.forEach(
        (arm, byTask) -> {
          var cells = new ArrayList<>(List.of(Cell.of(arm)));
          tasks.forEach(
              task -> cells.add(Cell.of("%.4f", over(byTask.getOrDefault(task, List.of())))));
          table.row(cells);
        });
    return table;
  }

  private static IntervalBars plot(String task, Map<String, Map<String, List<Double>>> losses) {
    var bars = new ArrayList<Bar>();
    losses.forEach(
        (arm, byTask) -> {
          List<Double> seeds = byTask.getOrDefault(task, List.of());
          bars.add(Bar.of(arm, over(seeds)).dots(seeds));
        });
    return new IntervalBars(task + ": held-out loss a token, a dot a seed", "%.4f", bars);
  }

  private static Interval over(List<Double> seeds) {
    return Interval.students(seeds.stream().mapToDouble(loss -> loss).toArray());
  }
}
