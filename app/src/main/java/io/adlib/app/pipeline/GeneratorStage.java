package io.adlib.app.pipeline;

import io.adlib.core.EnvironmentException;
import io.adlib.data.artifact.ArtifactKey;
import io.adlib.data.config.PartsConfig;
import io.adlib.learn.generator.GeneratorConfig;
import io.adlib.learn.generator.GeneratorTrainer;
import io.adlib.learn.generator.GeneratorTrainer.Trained;
import io.adlib.learn.training.TrainingResult;
import io.adlib.serve.release.Release;
import io.adlib.sid.GeneratorParts;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.TokenKind;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.PromptBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/** Users' events to a model of the next clicked ad: {@code generator.safetensors}. */
public final class GeneratorStage extends Stage {

  /** The payload's file. */
  public static final String FILE = "generator.safetensors";

  /** One user in so many is held out, to tell when to stop. */
  private static final int HELD_OUT = 20;

  private final TokenizeStage tokenize;
  private final ThoughtStage thoughts;

  GeneratorStage(TokenizeStage tokenize, ThoughtStage thoughts) {
    super("train generator");
    this.tokenize = tokenize;
    this.thoughts = thoughts;
  }

  @Override
  ArtifactKey key(Session session) {
    var train = session.config().train();
    var inputs =
        new TreeMap<>(
            Map.of(
                "catalogue", session.data().catalogueHash(),
                "events", session.data().eventsHash(),
                "semantic-ids", tokenize.hash(session)));
    inputs.putAll(Enriched.inputs(session, Enriched.PROFILES));
    if (ThoughtStage.isWanted(session)) {
      inputs.put(ThoughtStage.KIND, thoughts.hash(session));
    }
    return new ArtifactKey(
        "generator",
        inputs,
        "v4 history %d budget %s seed %d %s"
            .formatted(train.history(), train.budget(), train.seed(), train.parts()));
  }

  @Override
  void write(Session session, Path payload, Path scratch) {
    SemanticIds ids = TokenizeStage.ids(tokenize.run(session));
    Trie trie = Release.trieOfAds(session.data().catalogue(), ids);
    var sequences = new TrainingFiles(session, scratch, thoughts);
    GeneratorConfig config = config(session, ids, sequences.clicks());
    try (var split = sequences.of(new PromptBuilder(ids, config.shape()))) {
      Trained trained =
          GeneratorTrainer.train(
              config.enoughFor(split.train().size()),
              split.train(),
              split.valid(),
              ids,
              trie,
              scratch,
              session.progress(),
              session.seed().of("generator"),
              InstantSource.system());
      if (trained.result().end() == TrainingResult.End.INTERRUPTED) {
        throw new EnvironmentException(
            "training was interrupted; its checkpoint is kept",
            "run the same command again: it goes on from there");
      }
      Files.copy(trained.weights(), payload.resolve(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a user's events only tell when to stop. */
  public static boolean isHeldOut(String user) {
    return Math.floorMod(user.hashCode(), HELD_OUT) == 0;
  }

  private static GeneratorConfig config(Session session, SemanticIds ids, long clicks) {
    var settings = session.config().train();
    var config = GeneratorConfig.forData(ids, settings.history(), clicks);
    return withParts(config, settings.parts(), settings.thought())
        .within(settings.budget())
        .onThreads(settings.threads() == 0 ? config.threads() : settings.threads());
  }

  /** A preset with the parts of GPR that a workspace wants, and with thoughts if it does. */
  static GeneratorConfig withParts(GeneratorConfig preset, PartsConfig wanted, boolean thought) {
    var parts =
        new GeneratorParts(
            wanted.normsByKind(),
            wanted.hybridAttention(),
            thought ? ThoughtStage.WIDTH : 0,
            wanted.recursions(),
            wanted.thinkingTokens(),
            wanted.refiningSteps());
    int feedForwards = wanted.feedForwardByKind() ? TokenKind.values().length : 1;
    return preset.of(preset.shape().with(feedForwards, parts), wanted.predictions());
  }
}
