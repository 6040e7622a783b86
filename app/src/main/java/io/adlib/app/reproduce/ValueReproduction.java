package io.adlib.app.reproduce;

import io.adlib.core.EnvironmentException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.evaluate.lift.Arm;
import io.adlib.evaluate.lift.ArmTotals;
import io.adlib.evaluate.lift.LiftExperiment;
import io.adlib.infer.generator.Generator;
import io.adlib.infer.generator.ValueGuide;
import io.adlib.learn.generator.ExportedGenerator;
import io.adlib.learn.generator.GeneratorTrainer;
import io.adlib.learn.policy.HepoConfig;
import io.adlib.learn.policy.PolicyConfig.Method;
import io.adlib.learn.policy.PolicyResult;
import io.adlib.learn.policy.ValueConfig;
import io.adlib.learn.policy.ValueStages;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.learn.training.TrainingResult;
import io.adlib.market.demo.DemoScale;
import io.adlib.market.demo.Visit;
import io.adlib.market.simulate.PriceBilling;
import io.adlib.market.simulate.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * What each value stage adds on the demo market: next-item prediction, fine-tuning by value, DPO
 * and HEPO in the simulator, each also with the search guided by value. The policies learn of the
 * log and the ranker; the demo market's truth only measures. Every stage of every seed is found
 * again by the next run.
 */
public final class ValueReproduction {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int BEAM = 40;
  private static final int REQUESTS = 2200;

  /** N of multi-token prediction. */
  private static final int PREDICTIONS = 4;

  /** η of the guided searches. */
  static final double WEIGHT = 1;

  /**
   * What is run.
   *
   * @param scale of the demo market
   * @param seeds trainings of each configuration
   * @param visits each is measured at
   */
  public record Options(DemoScale scale, int seeds, int visits) {}

  private final Options options;
  private final Path folder;
  private final Progress progress;
  private final Seed seed;

  private ValueReproduction(Options options, Path folder, Progress progress, Seed seed) {
    this.options = options;
    this.folder = folder;
    this.progress = progress;
    this.seed = seed;
  }

  /**
   * Runs it, or goes on.
   *
   * @param folder checkpoints, models and figures
   * @param seed of the market and of all trainings
   */
  public static ValueReport run(Options options, Path folder, Progress progress, Seed seed) {
    return new ValueReproduction(options, folder, progress, seed).run();
  }

  private ValueReport run() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw DiskFailure.of("making", folder, e);
    }
    ValueMarket market =
        ValueMarket.open(folder.resolve("market"), seed, options.scale(), REQUESTS, progress);
    Map<String, List<ValueRow>> measured = new LinkedHashMap<>();
    Map<String, List<String>> stops = new LinkedHashMap<>();
    List<Rehearsal> rehearsals = new ArrayList<>();
    for (int i = 1; i <= options.seeds(); i++) {
      Path own = folder.resolve("seed-" + i);
      Map<String, Path> models = train(market, own, seed.of("training").of(i), stops);
      measure(market, own, models)
          .forEach((name, row) -> measured.computeIfAbsent(name, _ -> new ArrayList<>()).add(row));
      rehearsals.add(rehearsal(market, own, Optional.ofNullable(models.get("hepo")).orElseThrow()));
    }
    return ValueReport.of(
        options.visits(),
        measured,
        List.of(
            Map.entry("mtp", "vaft"),
            Map.entry("vaft", "dpo"),
            Map.entry("vaft", "hepo"),
            Map.entry("vaft, longer", "dpo"),
            Map.entry("vaft, longer", "hepo"),
            Map.entry("dpo", "hepo"),
            Map.entry("mtp", "hepo"),
            Map.entry("mtp", "mtp, guided"),
            Map.entry("dpo, guided", "hepo, guided"),
            Map.entry("mtp, guided", "hepo, guided"),
            Map.entry("hepo", "hepo, guided")),
        stops,
        rehearsals);
  }

  // ── training ─────────────────────────────────────────────────────────────────────────────────

  private Map<String, Path> train(
      ValueMarket market, Path own, Seed training, Map<String, List<String>> stops) {
    Map<String, Path> models = new LinkedHashMap<>();
    var stages =
        new ValueStages(market.data(), progress, training.of("value"), InstantSource.system());
    var config = config(market, new Method.Dpo(ValueConfig.DPO));
    Path base = own.resolve("base");
    Path trained = made(base, () -> base(market, base, training));
    Path mtp = own.resolve("mtp");
    models.put("mtp", made(mtp, () -> stages.evaluator(config, trained, mtp)));
    Path vaft = own.resolve("vaft");
    models.put("vaft", made(vaft, () -> stages.vaft(config, trained, vaft)));
    Path longer = own.resolve("vaft-longer");
    models.put(
        "vaft, longer",
        made(
            longer,
            () -> stages.vaft(longer(config, market), vaft.resolve(ValueStages.FILE), longer)));
    Map<String, Method> methods = new LinkedHashMap<>();
    methods.put("dpo", new Method.Dpo(ValueConfig.DPO));
    methods.put("hepo", new Method.Hepo(HepoConfig.DEFAULT));
    methods.forEach(
        (name, method) -> {
          Path at = own.resolve(name);
          models.put(
              name,
              made(
                  at,
                  () -> {
                    var policy =
                        stages.policy(config(market, method), vaft.resolve(ValueStages.FILE), at);
                    AtomicFiles.write(at.resolve("stop.txt"), described(policy.result()));
                    return policy.weights();
                  }));
          stops.computeIfAbsent(name, _ -> new ArrayList<>()).add(read(at.resolve("stop.txt")));
        });
    return models;
  }

  private static ValueConfig config(ValueMarket market, Method method) {
    var generator = market.config();
    return ValueConfig.forGenerator(generator.shape().width(), generator.regularisation(), method);
  }

  /** As many steps on clicks as the policies take beside theirs, at their rate: the control. */
  private static ValueConfig longer(ValueConfig config, ValueMarket market) {
    var policy = config.policy();
    int steps = policy.phases() * policy.passes() * policy.episodes() / policy.batch();
    var loop = config.vaft();
    var same =
        new TrainingConfig(
            loop.batch(),
            1,
            policy.rate(),
            1,
            1,
            loop.maxNorm(),
            loop.adamw(),
            1,
            1,
            loop.checkpointEvery(),
            TrainingConfig.NO_LIMIT);
    TrainingConfig whole = same.atLeast(steps, market.train().size());
    return config.vaft(whole);
  }

  private Path base(ValueMarket market, Path folder, Seed training) {
    var trained =
        GeneratorTrainer.train(
            market.config().of(market.config().shape(), PREDICTIONS),
            market.train(),
            market.valid(),
            market.ids(),
            market.trie(),
            folder,
            progress,
            training.of("generator"),
            InstantSource.system());
    if (trained.result().end() == TrainingResult.End.INTERRUPTED) {
      throw new EnvironmentException(
          "training was interrupted; its checkpoint is kept",
          "run the same command again: it goes on from there");
    }
    return trained.weights();
  }

  private static Path made(Path folder, java.util.function.Supplier<Path> make) {
    Path file = folder.resolve(ValueStages.FILE);
    return Files.exists(file) ? file : make.get();
  }

  private static String described(PolicyResult result) {
    var text = new StringBuilder(result.end() + ", HR@50 %.4f".formatted(result.before()));
    for (PolicyResult.Phase phase : result.phases()) {
      text.append(" → %.4f (reward %.3f)".formatted(phase.hitRate(), phase.reward()));
    }
    return text.toString();
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ── measuring ────────────────────────────────────────────────────────────────────────────────

  private Map<String, ValueRow> measure(ValueMarket market, Path own, Map<String, Path> models) {
    Map<String, ValueRow> rows = new LinkedHashMap<>();
    models.forEach(
        (name, weights) -> rows.put(name, measured(market, own, weights, ValueGuide.none(BEAM))));
    for (String name : List.of("mtp", "dpo", "hepo")) {
      Path weights = Optional.ofNullable(models.get(name)).orElseThrow();
      var guide = new ValueGuide(WEIGHT, BEAM, BEAM);
      rows.put(name + ", guided", measured(market, own, weights, guide));
    }
    return rows;
  }

  private ValueRow measured(ValueMarket market, Path own, Path weights, ValueGuide guide) {
    Path folder = weights.resolveSibling("");
    Path file = folder.resolve("figures-%d-%s.json".formatted(options.visits(), guide.weight()));
    if (Files.exists(file)) {
      return JSON.readValue(read(file), ValueRow.class);
    }
    Generator generator = Generator.load(weights);
    String name = own.relativize(folder) + ", weight " + guide.weight();
    ArmTotals arm = revenue(market, name, generator, guide);
    ListValue list;
    try (var task = progress.start("value of lists of " + name, 1)) {
      list = ListValue.of(market, generator, guide, options.visits());
      task.advance(1);
    }
    var row =
        new ValueRow(
            list.ndcg(),
            list.average(),
            list.maximum(),
            arm.expectedRevenueMicros() / 1e3 / arm.requests(),
            list.attainable(),
            arm.expectedClicks() / arm.impressions(),
            hitRate(market, weights));
    AtomicFiles.write(file, JSON.writeValueAsString(row));
    return row;
  }

  private Rehearsal rehearsal(ValueMarket market, Path own, Path weights) {
    Path file = own.resolve("rehearsal-" + options.visits() + ".json");
    if (Files.exists(file)) {
      return JSON.readValue(read(file), Rehearsal.class);
    }
    Rehearsal rehearsal =
        Rehearsal.of(market, Generator.load(weights), options.visits(), seed, progress);
    AtomicFiles.write(file, JSON.writeValueAsString(rehearsal));
    return rehearsal;
  }

  private static double hitRate(ValueMarket market, Path weights) {
    Torch.start(1);
    try (var exported = ExportedGenerator.load(weights)) {
      return market.data().guard().hitRate(exported.model());
    }
  }

  /** On the same visits as all others, in a world of its own. */
  private ArmTotals revenue(
      ValueMarket market, String name, Generator generator, ValueGuide guide) {
    var arm =
        new Arm(
            name,
            new GeneratedSlates(name, market, generator, guide),
            new PriceBilling(market.market().catalogue()),
            market.after().copy());
    var experiment =
        new LiftExperiment(market.market(), List.of(arm), market.memory(), Optional.empty());
    try (var task = progress.start("revenue of " + name, options.visits());
        Stream<Visit> live =
            new Traffic(market.market())
                .from(market.market().scale().days())
                .limit(options.visits())) {
      live.forEach(
          visit -> {
            experiment.visit(visit);
            task.advance(1);
          });
    }
    experiment.settle();
    return experiment.report(seed).arms().getFirst();
  }
}
