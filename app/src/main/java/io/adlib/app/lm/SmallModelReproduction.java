package io.adlib.app.lm;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.evaluate.metrics.Interval;
import io.adlib.learn.lm.tune.AdaptiveWeights;
import io.adlib.learn.lm.tune.ChatCorpus;
import io.adlib.learn.lm.tune.LmTraining;
import io.adlib.learn.lm.tune.TuningOptions;
import io.adlib.llm.compact.CompactTasks;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The small model from nothing: corpus of the demo market, tokenizer, training, and its worth
 * against templates on ads that it has not seen. An interrupted run goes on.
 *
 * @param work checkpoints, and the model's folder {@code model}
 * @param epochs over the corpus
 * @param budget most time of the training
 * @param inputs of each task in the test, at most
 */
public record SmallModelReproduction(
    Path work, int epochs, Duration budget, int inputs, Progress progress, Seed seed) {

  private static final int SEARCHERS = 4000;
  private static final int ADS = 1500;

  /**
   * What came of it.
   *
   * @param examples of the corpus by task
   * @param trained how the training went
   * @param worth of the model
   */
  public record Made(Map<String, Integer> examples, LmTraining.Trained trained, Worth worth) {}

  /**
   * What a model is worth beside templates, on the same inputs.
   *
   * @param figures of each of the two by name
   * @param differences the model's figure less the templates', 95 % by paired draws of ads
   */
  public record Worth(
      Map<String, Map<String, Double>> figures, Map<String, Interval> differences) {}

  /** Runs, or goes on; empty if interrupted. */
  public Optional<Made> run() throws InterruptedException {
    DemoExamples examples = examples();
    List<ChatCorpus.Line> lines = corpus(examples);
    Map<String, Integer> counts = new TreeMap<>();
    lines.forEach(line -> counts.merge(line.task(), 1, Integer::sum));
    Optional<LmTraining.Trained> trained =
        train(lines, work.resolve("checkpoints"), work.resolve("model"));
    if (trained.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Made(counts, trained.get(), measured(examples, work.resolve("model"))));
  }

  /** What a model is worth that is there. */
  public Worth measure(Path model) throws InterruptedException {
    return measured(examples(), model);
  }

  private Worth measured(DemoExamples examples, Path model) throws InterruptedException {
    var measure = new DemoMeasure(examples, inputs, progress);
    try (var templates = new Templates();
        var small = SmallModel.open(model, "adlib-small", CompactTasks.names())) {
      Map<String, DemoMeasure.Figure> without = measure.of(templates);
      Map<String, DemoMeasure.Figure> with = measure.of(small);
      Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
      figures.put("templates", DemoMeasure.values(without));
      figures.put("adlib-small", DemoMeasure.values(with));
      Map<String, Interval> differences = new LinkedHashMap<>();
      without.forEach(
          (name, figure) ->
              Optional.ofNullable(with.get(name))
                  .ifPresent(own -> differences.put(name, own.less(figure, seed.of(name)))));
      return new Worth(figures, differences);
    }
  }

  /** Adaptive against uniform weights on the same corpus; empty if interrupted. */
  public Optional<WeightComparison.Compared> compare(int seeds) {
    return new WeightComparison(work, seeds, epochs, progress, seed).run(corpus(examples()));
  }

  DemoExamples examples() {
    var market = DemoMarket.generate(new Seed(1), DemoScale.FULL);
    return new DemoExamples(market, SEARCHERS, ADS, progress, seed.of("examples"));
  }

  /** Written once, then read. */
  private List<ChatCorpus.Line> corpus(DemoExamples examples) {
    Path corpus = work.resolve("corpus.jsonl");
    if (!Files.exists(corpus)) {
      DemoCorpus.write(examples, corpus);
    }
    return ChatCorpus.read(corpus);
  }

  private Optional<LmTraining.Trained> train(List<ChatCorpus.Line> lines, Path at, Path out) {
    var options =
        TuningOptions.fromNothing(TuningOptions.Size.SMALL, AdaptiveWeights.STANDARD)
            .epochs(epochs)
            .within(budget);
    return LmTraining.run(lines, options, at, out, progress, seed.of("training"));
  }
}
