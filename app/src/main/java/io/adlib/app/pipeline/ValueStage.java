package io.adlib.app.pipeline;

import io.adlib.app.value.AdWorth;
import io.adlib.app.value.Episodes;
import io.adlib.app.value.HeldOutCases;
import io.adlib.app.value.LoggedRequest;
import io.adlib.app.value.LoggedRequests;
import io.adlib.app.value.RankerSimulator;
import io.adlib.core.Event;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.ArtifactKey;
import io.adlib.data.tables.EventLog;
import io.adlib.evaluate.lift.AdCounts;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.learn.generator.GeneratorConfig;
import io.adlib.learn.policy.HepoConfig;
import io.adlib.learn.policy.HitRateGuard;
import io.adlib.learn.policy.PolicyConfig.Method;
import io.adlib.learn.policy.VaftWeights;
import io.adlib.learn.policy.ValueConfig;
import io.adlib.learn.policy.ValueData;
import io.adlib.learn.policy.ValueStages;
import io.adlib.serve.release.Release;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.format.GeneratorFile;
import io.adlib.sid.prompt.PromptBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A generator that has learnt what ads are worth, of the log and the ranker: {@code
 * generator.safetensors}, with an evaluator; of a policy also {@code policy.json}, how its training
 * ended. {@link Level}s build on one another.
 */
public final class ValueStage extends Stage {

  /** Requests of the log to try ads at, about. */
  private static final int REQUESTS = 3000;

  private static final int CASES = 10_000;
  private static final double TOLERANCE = .02;

  /** Ads asked for at a request, which a log does not say. */
  private static final int SLOTS = 4;

  /** How far the training goes. */
  public enum Level {
    /** Only the evaluator is trained. */
    EVALUATOR,
    /** Fine-tuned on clicks by what they are worth. */
    VAFT,
    /** Then by preferences in the simulator. */
    DPO,
    /** Or by policy optimisation there. */
    HEPO
  }

  /** The stages that all levels read. */
  record Inputs(TokenizeStage tokenize, RankerStage ranker, ThoughtStage thoughts) {}

  private final Level level;
  private final Stage before;
  private final Inputs inputs;

  /**
   * @param before whose generator it begins with
   */
  ValueStage(Level level, Stage before, Inputs inputs) {
    super("train generator, " + level.name().toLowerCase(Locale.ROOT));
    this.level = level;
    this.before = before;
    this.inputs = inputs;
  }

  @Override
  ArtifactKey key(Session session) {
    return new ArtifactKey(
        "generator-" + level.name().toLowerCase(Locale.ROOT),
        Map.of(
            "catalogue", session.data().catalogueHash(),
            "events", session.data().eventsHash(),
            "semantic-ids", inputs.tokenize().hash(session),
            "ranker", inputs.ranker().hash(session),
            "generator", before.hash(session)),
        "v1 seed " + session.seed().value());
  }

  @Override
  void write(Session session, Path payload, Path scratch) {
    Artifact tokens = inputs.tokenize().run(session);
    SemanticIds ids = TokenizeStage.ids(tokens);
    Path from = before.run(session).file(GeneratorStage.FILE);
    GeneratorShape shape = shape(from);
    var prompts = new PromptBuilder(ids, shape);
    try (var split = new TrainingFiles(session, scratch, inputs.thoughts()).of(prompts)) {
      ValueData data = data(session, ids, prompts, split);
      var config =
          ValueConfig.forGenerator(
              shape.width(),
              GeneratorConfig.forData(ids, shape.maxLength(), split.train().size())
                  .regularisation(),
              level == Level.DPO
                  ? new Method.Dpo(ValueConfig.DPO)
                  : new Method.Hepo(HepoConfig.DEFAULT));
      var stages =
          new ValueStages(
              data, session.progress(), session.seed().of("value"), InstantSource.system());
      Path made =
          switch (level) {
            case EVALUATOR -> stages.evaluator(config, from, scratch);
            case VAFT -> stages.vaft(config, from, scratch);
            case DPO, HEPO -> {
              ValueStages.Policy policy = stages.policy(config, from, scratch);
              new PolicyReport(policy.result()).write(payload);
              yield policy.weights();
            }
          };
      Files.copy(made, payload.resolve(GeneratorStage.FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How the policy's training ended. */
  @Override
  public Map<String, String> facts(Artifact artifact) {
    return PolicyReport.facts(artifact);
  }

  private static GeneratorShape shape(Path generator) {
    try (var file = SafetensorsFile.open(generator)) {
      return GeneratorFile.shape(file);
    }
  }

  private ValueData data(
      Session session, SemanticIds ids, PromptBuilder prompts, TrainingFiles.Split split) {
    var catalogue = session.data().catalogue();
    Trie trie = Release.trieOfAds(catalogue, ids);
    var log = new EventLog(session.workspace(), InstantSource.system());
    var counts = new AdCounts(catalogue);
    double share = REQUESTS * (double) SLOTS / Math.max(1, log.count(Event.Kind.IMPRESSION));
    List<LoggedRequest> taken;
    try (KnownUsers known = inputs.thoughts().known(session);
        Stream<Event> events = log.stream();
        var task = session.progress().start("replay events", log.count())) {
      var requests =
          new LoggedRequests(
              List.copyOf(session.data().users().values()),
              user -> !GeneratorStage.isHeldOut(user),
              Math.min(1, share),
              SLOTS,
              known);
      events.forEach(
          event -> {
            counts.add(event);
            requests.accept(event);
            task.advance(1);
          });
      taken = requests.taken();
    }
    var episodes = new Episodes(catalogue, ids, trie, prompts);
    List<LoggedRequest> asked = taken.stream().filter(episodes::isOpen).toList();
    var worth = new AdWorth(catalogue);
    return new ValueData(
        ids,
        trie,
        split.train(),
        VaftWeights.of(
            split.train(), worth.ofClicks(ids, counts), worth.ofConversions(ids, counts)),
        episodes.of(asked),
        new RankerSimulator(catalogue, ids, inputs.ranker().load(session), asked),
        new HitRateGuard(HeldOutCases.of(split.valid(), trie, CASES), trie, TOLERANCE));
  }
}
