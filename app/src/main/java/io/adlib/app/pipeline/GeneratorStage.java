package io.adlib.app.pipeline;

import io.adlib.core.EnvironmentException;
import io.adlib.core.Event;
import io.adlib.core.InputException;
import io.adlib.core.User;
import io.adlib.data.artifact.ArtifactKey;
import io.adlib.data.tables.EventLog;
import io.adlib.learn.generator.GeneratorConfig;
import io.adlib.learn.generator.GeneratorTrainer;
import io.adlib.learn.generator.GeneratorTrainer.Trained;
import io.adlib.learn.training.TrainingResult;
import io.adlib.serve.release.Release;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.PromptBuilder;
import io.adlib.sid.prompt.TrainingSequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Users' events to a model of the next clicked ad: {@code generator.safetensors}. */
public final class GeneratorStage extends Stage {

  /** The payload's file. */
  public static final String FILE = "generator.safetensors";

  /** One user in so many is held out, to tell when to stop. */
  private static final int HELD_OUT = 20;

  private final TokenizeStage tokenize;

  GeneratorStage(TokenizeStage tokenize) {
    super("train generator");
    this.tokenize = tokenize;
  }

  @Override
  ArtifactKey key(Session session) {
    var train = session.config().train();
    return new ArtifactKey(
        "generator",
        Map.of(
            "catalogue", session.data().catalogueHash(),
            "events", session.data().eventsHash(),
            "semantic-ids", tokenize.hash(session)),
        "v2 history %d budget %s seed %d".formatted(train.history(), train.budget(), train.seed()));
  }

  @Override
  void write(Session session, Path payload, Path scratch) {
    SemanticIds ids = TokenizeStage.ids(tokenize.run(session));
    Trie trie = Release.trieOfAds(session.data().catalogue(), ids);
    Map<User, List<Event>> histories = histories(session);
    GeneratorConfig config = config(session, ids, histories);
    var prompts = new PromptBuilder(ids, config.shape());
    var train = new ArrayList<TrainingSequence>();
    var valid = new ArrayList<TrainingSequence>();
    histories.forEach(
        (user, events) ->
            (isHeldOut(user.id()) ? valid : train).addAll(prompts.train(user, events)));
    Trained trained =
        GeneratorTrainer.train(
            config,
            train,
            valid,
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
    try {
      Files.copy(trained.weights(), payload.resolve(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a user's events only tell when to stop. */
  static boolean isHeldOut(String user) {
    return Math.floorMod(user.hashCode(), HELD_OUT) == 0;
  }

  private static GeneratorConfig config(
      Session session, SemanticIds ids, Map<User, List<Event>> histories) {
    var settings = session.config().train();
    long clicks =
        histories.values().stream()
            .flatMap(List::stream)
            .filter(event -> event.kind() == Event.Kind.CLICK)
            .count();
    var config = GeneratorConfig.forData(ids, settings.history(), clicks);
    return config
        .within(settings.budget())
        .onThreads(settings.threads() == 0 ? config.threads() : settings.threads());
  }

  /** Every user's events, oldest first. */
  private static Map<User, List<Event>> histories(Session session) {
    var byId = new LinkedHashMap<String, List<Event>>();
    var log = new EventLog(session.workspace(), InstantSource.system());
    try (Stream<Event> events = log.stream()) {
      events.forEach(
          event -> byId.computeIfAbsent(event.user(), _ -> new ArrayList<>()).add(event));
    }
    if (byId.isEmpty()) {
      throw new InputException(
          "there are no events to learn from", "import some with: adlib import");
    }
    var histories = new LinkedHashMap<User, List<Event>>();
    byId.forEach(
        (id, events) -> {
          User known = session.data().users().get(id);
          histories.put(known == null ? new User(id, Map.of()) : known, events);
        });
    return histories;
  }
}
