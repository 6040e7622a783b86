package io.adlib.app.lm;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.lm.tune.AdaptiveWeights;
import io.adlib.learn.lm.tune.ChatCorpus;
import io.adlib.learn.lm.tune.LmTraining;
import io.adlib.learn.lm.tune.TaskProgress;
import io.adlib.learn.lm.tune.TuningOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Adaptive weights against uniform ones and against a model for each task alone: tiny models on a
 * part of the corpus in which tasks differ in size, the same examples held out of all. What is
 * compared is each task's held-out loss where the mean over a run's tasks is lowest. An interrupted
 * run goes on.
 *
 * @param work checkpoints
 * @param seeds how many trainings of each kind
 * @param epochs over the part
 */
public record WeightComparison(Path work, int seeds, int epochs, Progress progress, Seed seed) {

  /** Examples of each task; copy is the rarest. */
  private static final Map<String, Integer> EXAMPLES =
      Map.of("relevance", 1200, "queries", 400, "tags", 400, "copy", 120);

  /**
   * Held-out losses by kind of training, then task.
   *
   * @param losses where the mean over a run's tasks is lowest, a value a seed
   * @param curves after each epoch, the first before any; the mean of the seeds
   */
  public record Compared(
      Map<String, Map<String, List<Double>>> losses,
      Map<String, Map<String, List<Double>>> curves) {}

  /** Runs all trainings; empty if interrupted. */
  public Optional<Compared> run(List<ChatCorpus.Line> corpus) {
    Map<String, Map<String, List<Double>>> losses = new LinkedHashMap<>();
    Map<String, Map<String, List<List<Double>>>> curves = new LinkedHashMap<>();
    for (int s = 0; s < seeds; s++) {
      Seed of = seed.of("comparison").of(s);
      List<ChatCorpus.Line> part = part(corpus, of);
      var arms = new LinkedHashMap<String, List<List<ChatCorpus.Line>>>();
      arms.put("uniform", List.of(part));
      arms.put("adaptive", List.of(part));
      arms.put(
          "single task",
          EXAMPLES.keySet().stream()
              .sorted()
              .map(task -> part.stream().filter(line -> line.task().equals(task)).toList())
              .toList());
      for (var arm : arms.entrySet()) {
        for (List<ChatCorpus.Line> lines : arm.getValue()) {
          Optional<TaskProgress> trained = train(arm.getKey(), s, lines, of);
          if (trained.isEmpty()) {
            return Optional.empty();
          }
          collect(best(trained.get()), losses.computeIfAbsent(arm.getKey(), _ -> new TreeMap<>()));
          collect(curve(trained.get()), curves.computeIfAbsent(arm.getKey(), _ -> new TreeMap<>()));
        }
      }
    }
    Map<String, Map<String, List<Double>>> means = new LinkedHashMap<>();
    curves.forEach(
        (arm, byTask) -> {
          Map<String, List<Double>> meanByTask = new TreeMap<>();
          byTask.forEach((task, ofSeeds) -> meanByTask.put(task, mean(ofSeeds)));
          means.put(arm, meanByTask);
        });
    return Optional.of(new Compared(losses, means));
  }

  private static <T> void collect(Map<String, T> ofRun, Map<String, List<T>> ofAll) {
    ofRun.forEach((task, value) -> ofAll.computeIfAbsent(task, _ -> new ArrayList<>()).add(value));
  }

  /** Epoch by epoch, as far as all seeds have come. */
  private static List<Double> mean(List<List<Double>> ofSeeds) {
    int epochs = ofSeeds.stream().mapToInt(List::size).min().orElse(0);
    return IntStream.range(0, epochs)
        .mapToObj(e -> ofSeeds.stream().mapToDouble(curve -> curve.get(e)).average().orElseThrow())
        .toList();
  }

  private static List<ChatCorpus.Line> part(List<ChatCorpus.Line> corpus, Seed seed) {
    var part = new ArrayList<ChatCorpus.Line>();
    EXAMPLES.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                corpus.stream()
                    .filter(line -> line.task().equals(entry.getKey()))
                    .sorted(
                        Comparator.comparingLong(
                            line -> seed.of(line.task()).of(line.id()).value()))
                    .limit(entry.getValue())
                    .forEach(part::add));
    return part;
  }

  private Optional<TaskProgress> train(
      String arm, int number, List<ChatCorpus.Line> lines, Seed of) {
    AdaptiveWeights weights =
        arm.equals("adaptive") ? AdaptiveWeights.STANDARD : AdaptiveWeights.UNIFORM;
    TuningOptions options =
        TuningOptions.fromNothing(TuningOptions.Size.TINY, weights)
            .promptWeight(0)
            .epochs(epochs)
            .held(.2);
    String task = arm.equals("single task") ? "-" + lines.getFirst().task() : "";
    Path folder = work.resolve("compare").resolve(arm.replace(' ', '-') + task + "-" + number);
    return LmTraining.run(
            lines, options, folder.resolve("checkpoints"), folder.resolve("model"), progress, of)
        .map(LmTraining.Trained::progress);
  }

  private static Map<String, Double> best(TaskProgress progress) {
    double[] best =
        progress.points().stream()
            .map(TaskProgress.Point::loss_K)
            .min(Comparator.comparingDouble(loss -> java.util.Arrays.stream(loss).sum()))
            .orElseThrow();
    Map<String, Double> byTask = new TreeMap<>();
    for (int k = 0; k < best.length; k++) {
      byTask.put(progress.tasks().get(k), best[k]);
    }
    return byTask;
  }

  private static Map<String, List<Double>> curve(TaskProgress progress) {
    Map<String, List<Double>> byTask = new TreeMap<>();
    for (int k = 0; k < progress.tasks().size(); k++) {
      int task = k;
      byTask.put(
          progress.tasks().get(k),
          progress.points().stream().map(point -> point.loss_K()[task]).toList());
    }
    return byTask;
  }
}
