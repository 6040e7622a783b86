package io.adlib.app.ablation;

import io.adlib.app.demo.MarketWorkspace;
import io.adlib.app.pipeline.Pipeline;
import io.adlib.app.pipeline.Session;
import io.adlib.app.pipeline.TokenizeStage;
import io.adlib.core.ContentHash;
import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.User;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.tables.EventLog;
import io.adlib.encode.cache.CachedEncoder;
import io.adlib.encode.cache.EmbeddingCache;
import io.adlib.encode.text.MiniLmEncoder;
import io.adlib.encode.text.MiniLmSettings;
import io.adlib.market.demo.DemoMarket;
import io.adlib.serve.release.Release;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The built-in market as the ablation reads it: made, encoded and tokenized once in a workspace,
 * then the same for every configuration. Immutable and thread-safe.
 *
 * @param ids of ads and contents
 * @param trie of the ads
 * @param histories every user's events, oldest first
 * @param cut half of the history is before it
 * @param thoughts a text of each user's interests before the cut, encoded
 * @param fingerprint of all of it
 */
record AblationMarket(
    SemanticIds ids,
    Trie trie,
    Map<User, List<Event>> histories,
    Instant cut,
    Map<String, float[]> thoughts,
    String fingerprint) {

  /** Numbers of a thought, those of MiniLM. */
  static final int THOUGHT = 384;

  private static final int MAX_TOKENS = 64;

  /** Made, or found again in a folder. */
  static AblationMarket in(Path folder, DemoMarket market, Progress progress) {
    Session session = MarketWorkspace.open(folder.resolve("market"), market, progress);
    if (!MarketWorkspace.isFilled(session)) {
      MarketWorkspace.fill(session, market);
      session = MarketWorkspace.open(folder.resolve("market"), market, progress);
    }
    var pipeline = new Pipeline();
    pipeline.encode().run(session);
    Artifact tokenized = pipeline.tokenize().run(session);
    SemanticIds ids = TokenizeStage.ids(tokenized);
    Map<User, List<Event>> histories = histories(session);
    var catalogue = market.catalogue();
    var writer = new InterestText(catalogue.ads(), catalogue.contents());
    var scale = market.scale();
    Instant cut = scale.start().plus(Duration.ofHours(12L * scale.days()));
    var fingerprint =
        new ContentHash()
            .add(session.data().catalogueHash())
            .add(session.data().eventsHash())
            .add(tokenized.hash());
    return new AblationMarket(
        ids,
        Release.trieOfAds(catalogue, ids),
        histories,
        cut,
        thoughts(folder, writer, histories, cut, progress),
        fingerprint.hex().substring(0, 12));
  }

  private static Map<User, List<Event>> histories(Session session) {
    Map<String, List<Event>> byId = new LinkedHashMap<>();
    var log = new EventLog(session.workspace(), InstantSource.system());
    try (Stream<Event> events = log.stream()) {
      events
          .filter(event -> event.kind() != Event.Kind.IMPRESSION)
          .forEach(event -> byId.computeIfAbsent(event.user(), _ -> new ArrayList<>()).add(event));
    }
    Map<User, List<Event>> histories = new LinkedHashMap<>();
    Map<String, User> users = session.data().users();
    byId.forEach(
        (id, events) -> histories.put(users.getOrDefault(id, new User(id, Map.of())), events));
    return histories;
  }

  private static Map<String, float[]> thoughts(
      Path folder,
      InterestText writer,
      Map<User, List<Event>> histories,
      Instant cut,
      Progress progress) {
    List<String> users = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    histories.forEach(
        (user, events) -> {
          String text = writer.write(events.stream().filter(e -> e.time().isBefore(cut)).toList());
          if (!text.isEmpty()) {
            users.add(user.id());
            texts.add(text);
          }
        });
    try (var encoder = new MiniLmEncoder(new MiniLmSettings(MAX_TOKENS, 1, 1));
        var cache =
            EmbeddingCache.open(
                folder.resolve("thoughts"), encoder.fingerprint(), encoder.dimension());
        var cached = CachedEncoder.ofTexts(encoder, cache)) {
      float[] vectors_ND = cached.encode(texts, progress);
      Map<String, float[]> thoughts = new HashMap<>();
      for (int i = 0; i < users.size(); i++) {
        thoughts.put(users.get(i), Arrays.copyOfRange(vectors_ND, i * THOUGHT, (i + 1) * THOUGHT));
      }
      return thoughts;
    }
  }
}
