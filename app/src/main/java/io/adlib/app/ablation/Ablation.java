package io.adlib.app.ablation;

import io.adlib.app.ablation.AblationCases.Case;
import io.adlib.core.ContentHash;
import io.adlib.core.EnvironmentException;
import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.core.User;
import io.adlib.infer.generator.Generated;
import io.adlib.infer.generator.Generator;
import io.adlib.infer.generator.ValueGuide;
import io.adlib.learn.generator.GeneratorConfig;
import io.adlib.learn.generator.GeneratorTrainer;
import io.adlib.learn.generator.GeneratorTrainer.Trained;
import io.adlib.learn.policy.ValueStages;
import io.adlib.learn.training.TrainingResult;
import io.adlib.market.demo.DemoMarket;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.format.GeneratorFile;
import io.adlib.sid.prompt.PromptBuilder;
import io.adlib.sid.prompt.TrainingSequence;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Trains the generator on the built-in market once for each configuration and seed, and asks each
 * for the next ads of users that none was trained on, as served. A run that is done is found again,
 * so an ablation that was stopped goes on.
 */
public final class Ablation {

  private static final int HISTORY = 64;
  private static final int BEAM = 200;
  private static final int BEST = 100;

  /** Of twenty users one tells when to stop, two are asked for their next ads. */
  private static final int GROUPS = 20;

  private static final int TESTED = 2;
  private static final int CASES_PER_USER = 4;

  private final Path work;
  private final Progress progress;
  private final Seed seed;
  private final InstantSource clock;

  /**
   * @param work the market and the runs
   * @param seed root of the trainings' seeds
   */
  public Ablation(Path work, Progress progress, Seed seed, InstantSource clock) {
    this.work = work;
    this.progress = progress;
    this.seed = seed;
    this.clock = clock;
  }

  /**
   * Runs it: the first seed of every part, then the second, and so on.
   *
   * @throws EnvironmentException when the thread is interrupted; the same call then goes on
   */
  public AblationReport run(DemoMarket demo, List<AblationPart> parts, int seeds) {
    AblationMarket market = AblationMarket.in(work, demo, progress);
    Optional<AblationEvaluator> evaluator =
        parts.contains(AblationPart.EVALUATOR)
            ? Optional.of(AblationEvaluator.of(work, market, Ablation::isTaught, progress))
            : Optional.empty();
    List<AblationRun> runs = new ArrayList<>();
    try (Progress.Task task = progress.start("ablation", (long) parts.size() * seeds)) {
      for (long number = 1; number <= seeds; number++) {
        for (AblationPart part : parts) {
          task.note(part.title() + ", seed " + number);
          runs.add(run(market, evaluator, part, number));
          task.advance(1);
        }
      }
    }
    return new AblationReport(parts, runs);
  }

  private AblationRun run(
      AblationMarket market,
      Optional<AblationEvaluator> evaluator,
      AblationPart part,
      long number) {
    GeneratorConfig config = part.of(preset(market), AblationMarket.THOUGHT);
    boolean valued = part == AblationPart.EVALUATOR;
    Optional<AblationEvaluator> own = valued ? evaluator : Optional.empty();
    Path folder = folder(market, own, part, config, number);
    return AblationRun.find(folder)
        .orElseGet(
            () -> {
              AblationRun run =
                  valued
                      ? value(market, evaluator.orElseThrow(), config, number, folder)
                      : train(market, part, number, config, folder);
              run.save(folder);
              return run;
            });
  }

  private Path folder(
      AblationMarket market,
      Optional<AblationEvaluator> evaluator,
      AblationPart part,
      GeneratorConfig config,
      long number) {
    var inputs =
        new ContentHash()
            .add("v1 " + config.onThreads(1))
            .add(market.fingerprint())
            .add("seed " + seed.value());
    evaluator.ifPresent(e -> inputs.add(e.fingerprint(config)));
    return work.resolve("runs")
        .resolve("%s-seed-%d-%s".formatted(part.key(), number, inputs.hex().substring(0, 12)));
  }

  private static GeneratorConfig preset(AblationMarket market) {
    long clicks =
        market.histories().values().stream()
            .flatMap(List::stream)
            .filter(event -> event.kind() == Event.Kind.CLICK)
            .count();
    return GeneratorConfig.forData(market.ids(), HISTORY, clicks);
  }

  /**
   * Users' sequences by what they are for.
   *
   * @param valid tell when to stop
   */
  private record Split(
      List<TrainingSequence> train, List<TrainingSequence> valid, List<Case> test) {}

  private static Split split(AblationMarket market, AblationPart part, GeneratorConfig config) {
    var cases =
        new AblationCases(
            new PromptBuilder(market.ids(), config.shape()),
            market.cut(),
            part.hasThought() ? market.thoughts() : Map.of());
    var split = new Split(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Map.Entry<User, List<Event>> history : market.histories().entrySet()) {
      User user = history.getKey();
      int group = group(user.id());
      if (group > 0 && group <= TESTED) {
        split.test.addAll(cases.test(user, history.getValue(), CASES_PER_USER));
      } else {
        (group == 0 ? split.valid : split.train).addAll(cases.train(user, history.getValue()));
      }
    }
    return split;
  }

  private static int group(String user) {
    return Math.floorMod(user.hashCode(), GROUPS);
  }

  private static boolean isTaught(String user) {
    return group(user) > TESTED;
  }

  private AblationRun train(
      AblationMarket market, AblationPart part, long number, GeneratorConfig config, Path folder) {
    Split split = split(market, part, config);
    Trained trained =
        GeneratorTrainer.train(
            config,
            split.train,
            split.valid,
            market.ids(),
            market.trie(),
            folder,
            progress,
            seed.of("ablation").of(number),
            clock);
    if (trained.result().end() == TrainingResult.End.INTERRUPTED) {
      throw new EnvironmentException(
          "the ablation was interrupted; what is done is kept in " + work,
          "run the same command again: it goes on from there");
    }
    return test(
        market,
        part,
        number,
        new Learnt(
            trained.weights(),
            ValueGuide.none(BEAM),
            trained.result().lastLoss(),
            seconds(trained.result().elapsed())),
        split.test);
  }

  /** The base with an evaluator trained on top, which changes nothing of it but the search. */
  private AblationRun value(
      AblationMarket market,
      AblationEvaluator evaluator,
      GeneratorConfig config,
      long number,
      Path folder) {
    AblationPart base = AblationPart.BASE;
    AblationRun before = run(market, Optional.empty(), base, number);
    Path from = folder(market, Optional.empty(), base, config, number).resolve(ValueStages.FILE);
    Instant start = clock.instant();
    Path weights =
        evaluator.train(from, config, folder, seed.of("ablation").of(number), progress, clock);
    return test(
        market,
        AblationPart.EVALUATOR,
        number,
        new Learnt(
            weights,
            new ValueGuide(AblationEvaluator.WEIGHT, BEAM, BEAM),
            before.loss(),
            before.trainSeconds() + seconds(Duration.between(start, clock.instant()))),
        split(market, base, config).test);
  }

  /**
   * A trained model to be asked.
   *
   * @param guide of its search
   * @param loss of the last training step of its decoder
   */
  private record Learnt(Path weights, ValueGuide guide, double loss, double seconds) {}

  private AblationRun test(
      AblationMarket market, AblationPart part, long number, Learnt learnt, List<Case> test) {
    Generator generator = Generator.load(learnt.weights);
    LegalLeaves all = LegalLeaves.all(market.trie());
    long[] nanos = new long[test.size()];
    double gain = 0;
    Map<String, List<Double>> hits = new LinkedHashMap<>();
    try (Progress.Task task = progress.start("ask for the next ads", test.size())) {
      for (int i = 0; i < test.size(); i++) {
        Case asked = test.get(i);
        long start = System.nanoTime();
        List<Generated> found =
            generator.generate(asked.prompt(), market.trie(), all, learnt.guide, BEST);
        nanos[i] = System.nanoTime() - start;
        int rank = found.stream().map(Generated::item).toList().indexOf(asked.item());
        hits.computeIfAbsent(asked.user(), _ -> new ArrayList<>()).add(rank >= 0 ? 1.0 : 0.0);
        gain += rank >= 0 && rank < 10 ? Math.log(2) / Math.log(rank + 2) : 0;
        task.advance(1);
      }
    }
    Arrays.sort(nanos);
    return new AblationRun(
        part.key(),
        number,
        mean(hits.values().stream().flatMap(List::stream)),
        gain / test.size(),
        learnt.loss,
        test.size(),
        weights(generator.shape()),
        learnt.seconds,
        nanos[nanos.length / 2] / 1000.0,
        hits.values().stream().map(own -> mean(own.stream())).toList());
  }

  private static double mean(Stream<Double> values) {
    return values.mapToDouble(value -> value).average().orElse(0);
  }

  private static double seconds(Duration elapsed) {
    return elapsed.toMillis() / 1000.0;
  }

  private static long weights(GeneratorShape shape) {
    return GeneratorFile.tensors(shape).values().stream()
        .mapToLong(dimensions -> Arrays.stream(dimensions).reduce(1, Math::multiplyExact))
        .sum();
  }
}
