package io.adlib.app.lm;

import io.adlib.core.InputException;
import io.adlib.learn.lm.grpo.GrpoTraining;
import io.adlib.llm.compact.CompactTasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a reward does to the model that {@link SmallModelReproduction} made: trained on ads (or
 * queries) that its corpus had, measured before, during and after on ads (and queries) that it had
 * not. An interrupted run goes on.
 *
 * @param small the reproduction whose work folder holds the model
 * @param kind of reward
 * @param prompts to learn from, at most
 * @param held prompts to be measured on, at most
 * @param options of the training
 */
public record RewardReproduction(
    SmallModelReproduction small,
    RewardTraining.Kind kind,
    int prompts,
    int held,
    GrpoTraining.Options options) {

  /** How the training went, and all figures of the model before and after. */
  public record Made(GrpoTraining.Trained trained, Map<String, Map<String, Double>> figures) {}

  /** Runs, or goes on; empty if interrupted. */
  public Optional<Made> run() throws InterruptedException {
    Path base = small.work().resolve("model");
    if (!Files.isDirectory(base)) {
      throw new InputException(
          "there is no model in " + base, "make one: adlib reproduce lm --work " + small.work());
    }
    DemoExamples examples = small.examples();
    Path out = small.work().resolve("model-" + kind.label());
    var training =
        new RewardTraining(
            base,
            options,
            small.work().resolve("checkpoints-" + kind.label()),
            out,
            small.progress(),
            small.seed().of("rewards"));
    Optional<GrpoTraining.Trained> trained =
        switch (kind) {
          case RECALL ->
              training.recall(
                  inputs(examples.queries(false), prompts), inputs(examples.queries(true), held));
          case AGREEMENT ->
              training.agreement(
                  inputs(examples.relevance(false), prompts),
                  inputs(examples.relevance(true), held));
        };
    if (trained.isEmpty()) {
      return Optional.empty();
    }
    var measure = new DemoMeasure(examples, small.inputs());
    Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
    figures.put("before", figures(measure, base));
    figures.put("after", figures(measure, out));
    return Optional.of(new Made(trained.get(), figures));
  }

  private static <I> List<I> inputs(List<? extends DemoExamples.Labelled<I, ?>> all, int most) {
    return WorkspaceRewards.spread(all, most).stream()
        .<I>map(DemoExamples.Labelled::input)
        .toList();
  }

  private static Map<String, Double> figures(DemoMeasure measure, Path folder)
      throws InterruptedException {
    try (var model = SmallModel.open(folder, "adlib-small", CompactTasks.names())) {
      return measure.of(model);
    }
  }
}
