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

  /** Held-out loss by kind of training, then task, a value a seed. */
  public record Compared(Map<String, Map<String, List<Double>>> losses) {}

  /** Runs all trainings; empty if interrupted. */
  public Optional<Compared> run(List<ChatCorpus.Line> corpus) {
    Map<String, Map<String, List<Double>>> losses = new LinkedHashMap<>();
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
          Optional<Map<String, Double>> trained = train(arm.getKey(), s, lines, of);
          if (trained.isEmpty()) {
            return Optional.empty();
          }
          Map<String, List<Double>> byTask =
              losses.computeIfAbsent(arm.getKey(), _ -> new TreeMap<>());
          trained
              .get()
              .forEach(
                  (task, loss) -> byTask.computeIfAbsent(task, _ -> new ArrayList<>()).add(loss));
        }
      }
    }
    return Optional.of(new Compared(losses));
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

  private Optional<Map<String, Double>> train(
      String arm, int number, List<ChatCorpus.Line> lines, Seed of) {
    AdaptiveWeights weights =
        arm.equals("adaptive") ? AdaptiveWeights.STANDARD : AdaptiveWeights.UNIFORM;
    TuningOptions options =
        TuningOptions.fromNothing(TuningOptions.Size.TINY, weights).epochs(epochs).held(.2);
    String task = arm.equals("single task") ? "-" + lines.getFirst().task() : "";
    Path folder = work.resolve("compare").resolve(arm.replace(' ', '-') + task + "-" + number);
    return LmTraining.run(
            lines, options, folder.resolve("checkpoints"), folder.resolve("model"), progress, of)
        .map(trained -> best(trained.progress()));
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
}
