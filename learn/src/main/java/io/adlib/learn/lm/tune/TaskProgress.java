package io.adlib.learn.lm.tune;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Each task's validation loss from the start on, and the weight that follows from it. Goes into
 * checkpoints exact to the last bit. Not thread-safe.
 */
public final class TaskProgress {

  private static final String KEY = "tune.curve";
  private static final String RATIOS = "tune.ratios";

  private final List<String> tasks;
  private final AdaptiveWeights weights;
  private final List<Point> points = new ArrayList<>();
  private double[] ratio;

  /**
   * One validation.
   *
   * @param step after how many steps
   * @param loss_K of each task
   * @param weight_K that each task has from then on
   */
  public record Point(long step, double[] loss_K, double[] weight_K) {}

  TaskProgress(List<String> tasks, AdaptiveWeights weights) {
    this.tasks = tasks;
    this.weights = weights;
    ratio = new double[tasks.size()];
    Arrays.fill(ratio, 1);
  }

  /** The tasks' names, in the order of all figures. */
  public List<String> tasks() {
    return tasks;
  }

  /** All validations, the first before any step. */
  public List<Point> points() {
    return List.copyOf(points);
  }

  double weight(int task) {
    return points.isEmpty() ? 1 : points.getLast().weight_K()[task];
  }

  void add(long step, double[] loss_K) {
    if (!points.isEmpty()) {
      for (int k = 0; k < loss_K.length; k++) {
        double start = Math.max(1e-9, points.getFirst().loss_K()[k]);
        ratio[k] = weights.remembered(ratio[k], loss_K[k] / start);
      }
    }
    points.add(new Point(step, loss_K, weights.ofTasks(ratio)));
  }

  Map<String, String> texts() {
    var texts = new TreeMap<String, String>();
    texts.put(RATIOS, text(ratio));
    texts.put(
        KEY,
        points.stream()
            .map(p -> p.step() + "," + text(p.loss_K()) + "," + text(p.weight_K()))
            .collect(Collectors.joining(";")));
    return texts;
  }

  void restore(Map<String, String> texts) {
    points.clear();
    int k = tasks.size();
    ratio = numbers(texts.getOrDefault(RATIOS, text(ratio)).split(","), 0, k);
    for (String point : texts.getOrDefault(KEY, "").split(";")) {
      String[] parts = point.split(",");
      if (parts.length == 2 * k + 1) {
        points.add(
            new Point(Long.parseLong(parts[0]), numbers(parts, 1, k), numbers(parts, k + 1, k)));
      }
    }
  }

  /** As CSV: step, then loss and weight of each task. */
  public String csv() {
    var csv = new StringBuilder("step");
    tasks.forEach(task -> csv.append(",loss ").append(task));
    tasks.forEach(task -> csv.append(",weight ").append(task));
    for (Point point : points) {
      csv.append('\n').append(point.step()).append(',').append(text(point.loss_K()));
      csv.append(',').append(text(point.weight_K()));
    }
    return csv.append('\n').toString();
  }

  private static String text(double[] values) {
    return Arrays.stream(values).mapToObj(Double::toString).collect(Collectors.joining(","));
  }

  private static double[] numbers(String[] parts, int from, int count) {
    return Arrays.stream(parts, from, from + count).mapToDouble(Double::parseDouble).toArray();
  }
}
