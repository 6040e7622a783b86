package io.adlib.app.lm;

import io.adlib.core.Event;
import io.adlib.core.InputException;
import io.adlib.learn.lm.grpo.GrpoTraining;
import io.adlib.llm.compact.CompactTasks;
import io.adlib.llm.market.Market;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import io.adlib.market.simulate.History;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a reward does to the model that {@link SmallModelReproduction} made: trained on ads (or
 * queries) that its corpus had, measured before, during and after on ads (and queries) that it had
 * not; for profiles, on users of a market of the same words. An interrupted run goes on.
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

  private static final DemoScale PROFILED =
      new DemoScale(4_000, 1_200, 720, 9, DemoScale.FULL.start());
  private static final int MOMENTS = 4;

  /** How the training went, and all figures of the model before and after. */
  public record Made(GrpoTraining.Trained trained, Map<String, Map<String, Double>> figures) {}

  /** Runs, or goes on; empty if interrupted. */
  public Optional<Made> run() throws InterruptedException {
    Path base = small.work().resolve("model");
    if (!Files.isDirectory(base)) {
      throw new InputException(
          "there is no model in " + base, "make one: adlib reproduce lm --work " + small.work());
    }
    Path out = small.work().resolve("model-" + kind.label());
    var training =
        new RewardTraining(
            base,
            options,
            small.work().resolve("checkpoints-" + kind.label()),
            out,
            small.progress(),
            small.seed().of("rewards"));
    return kind == RewardTraining.Kind.PROFILE ? profiles(training, out) : ofAds(training, out);
  }

  private Optional<Made> ofAds(RewardTraining training, Path out) throws InterruptedException {
    DemoExamples examples = small.examples();
    Optional<GrpoTraining.Trained> trained =
        kind == RewardTraining.Kind.RECALL
            ? training.recall(
                inputs(examples.queries(false), prompts), inputs(examples.queries(true), held))
            : training.agreement(
                inputs(examples.relevance(false), prompts), inputs(examples.relevance(true), held));
    if (trained.isEmpty()) {
      return Optional.empty();
    }
    var measure = new DemoMeasure(examples, small.inputs(), small.progress());
    Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
    figures.put("before", figures(measure, training.base()));
    figures.put("after", figures(measure, out));
    return Optional.of(new Made(trained.get(), figures));
  }

  /** On histories of a market of the same words. */
  private Optional<Made> profiles(RewardTraining training, Path out) throws InterruptedException {
    var market = DemoMarket.generate(small.seed(), PROFILED);
    var events = new ArrayList<Event>();
    new History(market).run(events::add, small.progress());
    List<Instant> moments =
        IntStream.rangeClosed(1, MOMENTS)
            .mapToObj(day -> PROFILED.liveStart().minus(Duration.ofDays(MOMENTS + 1 - day)))
            .toList();
    var examples =
        ProfileExamples.of(
            moment -> Market.of(market.catalogue(), market.users(), events.stream(), moment),
            moments,
            prompts,
            held);
    Optional<GrpoTraining.Trained> trained = training.profile(examples);
    Optional<Path> taught = training.taught(examples);
    if (trained.isEmpty() || taught.isEmpty()) {
      return Optional.empty();
    }
    var measure = new ProfileMeasure(examples.held(), training.ranker(examples));
    Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
    try (var templates = new Templates();
        var before = SmallModel.open(taught.get(), "before", CompactTasks.names());
        var after = SmallModel.open(out, "after", CompactTasks.names())) {
      figures.put("templates", measure.of(templates));
      figures.put("before", measure.of(before));
      figures.put("after", measure.of(after));
    }
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
      return DemoMeasure.values(measure.of(model));
    }
  }
}
