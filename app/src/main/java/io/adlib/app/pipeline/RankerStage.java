package io.adlib.app.pipeline;

import io.adlib.core.Event;
import io.adlib.core.InputException;
import io.adlib.core.User;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.ArtifactKey;
import io.adlib.data.tables.EventLog;
import io.adlib.data.tag.ItemTags;
import io.adlib.infer.ranker.Ranker;
import io.adlib.learn.ranker.ImpressionLog;
import io.adlib.learn.ranker.ImpressionTimes;
import io.adlib.learn.ranker.RankerFiles;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.feature.FeatureSet;
import io.adlib.sid.feature.ItemSignals;
import io.adlib.sid.format.RelevanceFile;
import io.adlib.sid.nearest.QuantisedVectors;
import io.adlib.sid.relevance.RelevanceModel;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Impressions to calibrated pCTR and pCVR: {@code ranker.safetensors}, {@code tags.jsonl} if a
 * language model has written tags, and {@code relevance.safetensors} if there are labels or grades.
 * Where it has written profiles, each impression is seen with the one of before. The log is read a
 * user at a time.
 */
public final class RankerStage extends Stage {

  /** The payload's file. */
  public static final String FILE = "ranker.safetensors";

  /** The tags it was trained with, if there were any. */
  public static final String TAGS = ItemTags.FILE;

  /** The relevance model by whose grades it was trained, if there was one. */
  public static final String RELEVANCE = RelevanceStage.FILE;

  private final TokenizeStage tokenize;
  private final RelevanceStage relevance;

  RankerStage(TokenizeStage tokenize, RelevanceStage relevance) {
    super("train ranker");
    this.tokenize = tokenize;
    this.relevance = relevance;
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
    if (RelevanceStage.isWanted(session)) {
      inputs.put("relevance", relevance.hash(session));
    }
    return new ArtifactKey("ranker", inputs, "v3 seed " + session.seed().value());
  }

  @Override
  void write(Session session, Path payload, Path scratch) {
    Artifact tokens = tokenize.run(session);
    SemanticIds ids = TokenizeStage.ids(tokens);
    var features = new FeatureSet(session.data().catalogue(), ids, signals(session, tokens, ids));
    var events = new EventLog(session.workspace(), InstantSource.system());
    if (events.days().isEmpty()) {
      throw new InputException(
          "there are no events to learn from", "import some with: adlib import");
    }
    var times =
        new ImpressionTimes(
            midnight(events.days().getFirst()), midnight(events.days().getLast().plusDays(1)));
    Instant last = count(session, events, times);
    var log =
        new ImpressionLog(
            session.data().catalogue(),
            features,
            List.of(),
            Instant.MIN,
            Enriched.profiles(session));
    Path files = scratch.resolve("impressions");
    try (var examples = new RankerFiles(files, log, times, last.plusMillis(1))) {
      replay(session, events, examples, scratch.resolve("spill"));
      examples
          .train(features.names(), session.seed().of("ranker"), session.progress())
          .save(payload.resolve(FILE), ids.tokenizer());
    }
    Map<String, List<String>> tags = Enriched.tags(session);
    if (!tags.isEmpty()) {
      ItemTags.write(payload.resolve(TAGS), tags);
    }
    relevance(session).ifPresent(model -> RelevanceFile.save(payload.resolve(RELEVANCE), model));
  }

  private static void replay(Session session, EventLog events, RankerFiles examples, Path spill) {
    Map<String, User> users = session.data().users();
    try (var histories = events.byUser(EnumSet.allOf(Event.Kind.class), spill);
        var task = session.progress().start("replay events", events.count())) {
      while (histories.hasNext()) {
        List<Event> history = histories.next();
        String id = history.getFirst().user();
        examples.add(users.getOrDefault(id, new User(id, Map.of())), history);
        task.advance(history.size());
      }
    }
  }

  /** Counts what of the log is an impression to learn from; returns the last event's time. */
  private static Instant count(Session session, EventLog events, ImpressionTimes times) {
    var catalogue = session.data().catalogue();
    Instant[] last = {Instant.MIN};
    try (Stream<Event> stream = events.stream();
        var task = session.progress().start("count impressions", events.count())) {
      stream.forEach(
          event -> {
            if (event.kind() == Event.Kind.IMPRESSION
                && event.request().isPresent()
                && catalogue.adIndex(event.subject()) >= 0) {
              times.add(event.time());
            }
            last[0] = event.time();
            task.advance(1);
          });
    }
    return last[0];
  }

  private static Instant midnight(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** The ranker of what there is now, made if need be, over the workspace's catalogue. */
  public Ranker load(Session session) {
    Artifact ranker = run(session);
    Artifact tokens = tokenize.run(session);
    SemanticIds ids = TokenizeStage.ids(tokens);
    var features = new FeatureSet(session.data().catalogue(), ids, signals(session, tokens, ids));
    return Ranker.load(ranker.file(FILE), features);
  }

  /** The relevance model of what there is now, made if need be. */
  private Optional<RelevanceModel> relevance(Session session) {
    return RelevanceStage.isWanted(session)
        ? Optional.of(RelevanceFile.load(relevance.run(session).file(RelevanceStage.FILE)))
        : Optional.empty();
  }

  private ItemSignals signals(Session session, Artifact tokens, SemanticIds ids) {
    var vectors = new QuantisedVectors(TokenizeStage.codebooks(session, tokens), ids);
    return new ItemSignals(Optional.of(vectors), Enriched.tags(session), relevance(session));
  }
}
