package io.adlib.app.pipeline;

import io.adlib.core.Event;
import io.adlib.core.InputException;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.ArtifactKey;
import io.adlib.data.tables.EventLog;
import io.adlib.data.tag.ItemTags;
import io.adlib.infer.ranker.Ranker;
import io.adlib.learn.ranker.ImpressionLog;
import io.adlib.learn.ranker.RankerTraining;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.feature.FeatureSet;
import io.adlib.sid.feature.ItemSignals;
import io.adlib.sid.nearest.QuantisedVectors;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Impressions to calibrated pCTR and pCVR: {@code ranker.safetensors}, and {@code tags.jsonl} if a
 * language model has written tags. Where it has written profiles, each impression is seen with the
 * one of before.
 */
public final class RankerStage extends Stage {

  /** The payload's file. */
  public static final String FILE = "ranker.safetensors";

  /** The tags it was trained with, if there were any. */
  public static final String TAGS = ItemTags.FILE;

  private final TokenizeStage tokenize;

  RankerStage(TokenizeStage tokenize) {
    super("train ranker");
    this.tokenize = tokenize;
  }

  @Override
  ArtifactKey key(Session session) {
    var inputs =
        new TreeMap<>(
            Map.of(
                "catalogue", session.data().catalogueHash(),
                "events", session.data().eventsHash(),
                "semantic-ids", tokenize.hash(session)));
    inputs.putAll(Enriched.inputs(session, Enriched.TAGS, Enriched.PROFILES));
    return new ArtifactKey("ranker", inputs, "v2 seed " + session.seed().value());
  }

  @Override
  void write(Session session, Path payload, Path scratch) {
    Artifact tokens = tokenize.run(session);
    SemanticIds ids = TokenizeStage.ids(tokens);
    var features = new FeatureSet(session.data().catalogue(), ids, signals(session, tokens, ids));
    var log =
        new ImpressionLog(
            session.data().catalogue(),
            features,
            List.copyOf(session.data().users().values()),
            Instant.MIN,
            Enriched.profiles(session));
    var events = new EventLog(session.workspace(), InstantSource.system());
    Instant[] last = {Instant.MIN};
    try (Stream<Event> stream = events.stream();
        var task = session.progress().start("replay events", events.count())) {
      stream.forEach(
          event -> {
            log.accept(event);
            last[0] = event.time();
            task.advance(1);
          });
    }
    if (last[0].equals(Instant.MIN)) {
      throw new InputException(
          "there are no events to learn from", "import some with: adlib import");
    }
    RankerTraining.train(
            log.impressions(),
            features.names(),
            last[0].plusMillis(1),
            session.seed().of("ranker"),
            session.progress())
        .save(payload.resolve(FILE), ids.tokenizer());
    Map<String, List<String>> tags = Enriched.tags(session);
    if (!tags.isEmpty()) {
      ItemTags.write(payload.resolve(TAGS), tags);
    }
  }

  /** The ranker of what there is now, made if need be, over the workspace's catalogue. */
  public Ranker load(Session session) {
    Artifact ranker = run(session);
    Artifact tokens = tokenize.run(session);
    SemanticIds ids = TokenizeStage.ids(tokens);
    var features = new FeatureSet(session.data().catalogue(), ids, signals(session, tokens, ids));
    return Ranker.load(ranker.file(FILE), features);
  }

  private static ItemSignals signals(Session session, Artifact tokens, SemanticIds ids) {
    var vectors = new QuantisedVectors(TokenizeStage.codebooks(session, tokens), ids);
    return new ItemSignals(Optional.of(vectors), Enriched.tags(session));
  }
}
