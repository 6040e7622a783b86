package io.adlib.app.reproduce;

import io.adlib.core.EnvironmentException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.workspace.AtomicFiles;
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
      throw new EnvironmentException(
          "cannot make the folder " + folder + ": " + e.getMessage(),
          "check the path, its permissions and free space",
          e);
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
    return ValueConfig.forGenerator(
        generator.shape().width(), generator.regularisation(), method);
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
    Path file = own.resolve("measured-" + options.visits() + ".json");
    if (Files.exists(file)) {
      Map<String, ValueRow> known = new LinkedHashMap<>();
      JSON.readTree(read(file))
          .properties()
          .forEach(e -> known.put(e.getKey(), JSON.convertValue(e.getValue(), ValueRow.class)));
      return known;
    }
    Map<String, Generator> served = new LinkedHashMap<>();
    Map<String, ValueGuide> guides = new LinkedHashMap<>();
    Map<String, Double> hitRates = new LinkedHashMap<>();
    models.forEach(
        (name, weights) -> {
          Generator generator = Generator.load(weights);
          served.put(name, generator);
          guides.put(name, ValueGuide.none(BEAM));
          served.put(name + ", guided", generator);
          guides.put(name + ", guided", new ValueGuide(WEIGHT, BEAM, BEAM));
          double hitRate = hitRate(market, weights);
          hitRates.put(name, hitRate);
          hitRates.put(name + ", guided", hitRate);
        });
    Map<String, ArmTotals> revenue = revenue(market, served, guides);
    Map<String, ValueRow> rows = new LinkedHashMap<>();
    try (var task = progress.start("value of lists", served.size())) {
      served.forEach(
          (name, generator) -> {
            ValueGuide guide = Optional.ofNullable(guides.get(name)).orElseThrow();
            ListValue list = ListValue.of(market, generator, guide, options.visits());
            ArmTotals arm = Optional.ofNullable(revenue.get(name)).orElseThrow();
            rows.put(
                name,
                new ValueRow(
                    list.ndcg(),
                    list.average(),
                    list.maximum(),
                    arm.expectedRevenueMicros() / 1e3 / arm.requests(),
                    arm.expectedClicks() / arm.impressions(),
                    Optional.ofNullable(hitRates.get(name)).orElseThrow()));
            task.advance(1);
          });
    }
    AtomicFiles.write(file, JSON.writeValueAsString(rows));
    return rows;
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

  /** All on the same visits, each in a world of its own. */
  private Map<String, ArmTotals> revenue(
      ValueMarket market, Map<String, Generator> served, Map<String, ValueGuide> guides) {
    var catalogue = market.market().catalogue();
    List<Arm> arms = new ArrayList<>();
    served.forEach(
        (name, generator) ->
            arms.add(
                new Arm(
                    name,
                    new GeneratedSlates(
                        name,
                        market,
                        generator,
                        Optional.ofNullable(guides.get(name)).orElseThrow()),
                    new PriceBilling(catalogue),
                    market.after().copy())));
    var experiment = new LiftExperiment(market.market(), arms, market.memory(), Optional.empty());
    try (var task = progress.start("compare revenue", options.visits());
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
    Map<String, ArmTotals> totals = new LinkedHashMap<>();
    experiment.report(seed).arms().forEach(arm -> totals.put(arm.name(), arm));
    return totals;
  }
}
