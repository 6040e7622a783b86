package io.adlib.app.ablation;

import io.adlib.app.pipeline.Pipeline;
import io.adlib.app.pipeline.Session;
import io.adlib.app.value.Episodes;
import io.adlib.app.value.LoggedRequest;
import io.adlib.app.value.LoggedRequests;
import io.adlib.app.value.RankerSimulator;
import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.tables.EventLog;
import io.adlib.learn.generator.GeneratorConfig;
import io.adlib.learn.generator.TargetWeights;
import io.adlib.learn.policy.Episode;
import io.adlib.learn.policy.HepoConfig;
import io.adlib.learn.policy.HitRateGuard;
import io.adlib.learn.policy.PolicyConfig.Method;
import io.adlib.learn.policy.Simulator;
import io.adlib.learn.policy.ValueConfig;
import io.adlib.learn.policy.ValueData;
import io.adlib.learn.policy.ValueStages;
import io.adlib.market.demo.Habits;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.prompt.PromptBuilder;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * GPR's evaluator (HTE) for a generator of the ablation: it learns what prefixes are worth from the
 * market's ranker, which is trained here first, at logged requests of users who are not asked.
 *
 * @param asked requests of the log where anything may be shown
 * @param simulator of the same
 * @param ranker the ranker's hash
 */
record AblationEvaluator(
    AblationMarket market,
    Session session,
    List<LoggedRequest> asked,
    Simulator simulator,
    String ranker) {

  /** η: value counts as much as probability, as where the value stages are measured. */
  static final double WEIGHT = 1;

  /** Any prompt says as well as another whether something is legal. */
  private static final int HISTORY = 2;

  /** Requests to learn from, about. */
  private static final int REQUESTS = 3000;

  /**
   * With a ranker made, or found again, in the ablation's folder.
   *
   * @param users whose requests may be learnt from
   */
  static AblationEvaluator of(
      Path work, AblationMarket market, Predicate<String> users, Progress progress) {
    Session session = Session.open(work.resolve("market"), progress);
    var ranker = new Pipeline().ranker();
    var log = new EventLog(session.workspace(), InstantSource.system());
    double share = REQUESTS * (double) Habits.SLOTS / Math.max(1, log.count(Event.Kind.IMPRESSION));
    var requests =
        new LoggedRequests(
            List.copyOf(session.data().users().values()), users, Math.min(1, share), Habits.SLOTS);
    try (Stream<Event> events = log.stream();
        var task = progress.start("replay events", log.count())) {
      events.forEach(
          event -> {
            requests.accept(event);
            task.advance(1);
          });
    }
    var catalogue = session.data().catalogue();
    var shape = GeneratorConfig.forData(market.ids(), HISTORY, 0).shape();
    Episodes episodes = episodes(market, session, shape);
    List<LoggedRequest> asked = requests.taken().stream().filter(episodes::isOpen).toList();
    return new AblationEvaluator(
        market,
        session,
        asked,
        new RankerSimulator(catalogue, market.ids(), ranker.load(session), asked),
        ranker.run(session).hash());
  }

  private static Episodes episodes(AblationMarket market, Session session, GeneratorShape shape) {
    return new Episodes(
        session.data().catalogue(),
        market.ids(),
        market.trie(),
        new PromptBuilder(market.ids(), shape));
  }

  private static ValueConfig config(GeneratorConfig generator) {
    return ValueConfig.forGenerator(
        generator.shape().width(), generator.regularisation(), new Method.Hepo(HepoConfig.DEFAULT));
  }

  /** All that an evaluator of this generator follows from, beside the generator. */
  String fingerprint(GeneratorConfig generator) {
    return "evaluator v1 %s weight %s ranker %s".formatted(config(generator), WEIGHT, ranker);
  }

  /**
   * Trains one, or goes on training.
   *
   * @param from the generator's weights
   * @return weights of the same generator, with the evaluator
   */
  Path train(
      Path from,
      GeneratorConfig generator,
      Path folder,
      Seed seed,
      Progress progress,
      InstantSource clock) {
    List<Episode> tried = episodes(market, session, generator.shape()).of(asked);
    var data =
        new ValueData(
            market.ids(),
            market.trie(),
            List.of(),
            TargetWeights.NONE,
            tried,
            simulator,
            new HitRateGuard(List.of(), market.trie(), 1));
    return new ValueStages(data, progress, seed, clock).evaluator(config(generator), from, folder);
  }
}
