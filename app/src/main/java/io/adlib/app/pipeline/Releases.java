package io.adlib.app.pipeline;

import io.adlib.core.InputException;
import io.adlib.core.User;
import io.adlib.data.artifact.Artifact;
import io.adlib.serve.bundle.ReleaseBundle;
import io.adlib.serve.release.Release;
import io.adlib.serve.rollout.ReleaseShelf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** From artifacts to a release that is live. */
public final class Releases {

  private static final DateTimeFormatter VERSION =
      DateTimeFormatter.ofPattern("uuuu-MM-dd.HHmmss").withZone(ZoneOffset.UTC);

  private Releases() {}

  /** Builds a release of what there is now; stages that are stale run first. It is not live yet. */
  public static Artifact build(Session session, Pipeline pipeline, Instant now) {
    Artifact vectors = pipeline.encode().run(session);
    Artifact tokens = pipeline.tokenize().run(session);
    Artifact ranker = pipeline.ranker().run(session);
    Artifact generator = pipeline.served(session).run(session);
    Optional<Path> fusion =
        session.config().fusion().enabled()
            ? Optional.of(pipeline.fusion().run(session).file(FusionStage.FILE))
            : Optional.empty();
    return session
        .releases()
        .build(
            VERSION.format(now),
            inputs(session, pipeline),
            "v1",
            (payload, _) ->
                ReleaseBundle.write(
                    payload,
                    session.data().catalogue(),
                    vectors.file(EncodeStage.ENCODER),
                    tokens.file(TokenizeStage.IDS),
                    tokens.file(TokenizeStage.CODEBOOKS),
                    generator.file(GeneratorStage.FILE),
                    ranker.file(RankerStage.FILE),
                    Optional.of(ranker.file(RankerStage.TAGS)).filter(Files::exists),
                    Optional.of(ranker.file(RankerStage.RELEVANCE)).filter(Files::exists),
                    Enriched.queries(session),
                    fusion));
  }

  /** Checks a release whole, by loading it, and only then makes it live. */
  public static void promote(Session session, String version) {
    session.releases().promote(version, files -> loaded(session, files));
  }

  /** Goes back to the release before, checked in the same way. */
  public static String rollback(Session session) {
    return session.releases().rollback(files -> loaded(session, files));
  }

  /** The workspace's releases, for a server to take them from. */
  public static ReleaseShelf shelf(Session session) {
    return new ReleaseShelf(session.releases(), files -> loaded(session, files));
  }

  /** A release as the configuration has it served. */
  private static Release loaded(Session session, Artifact files) {
    return ReleaseBundle.load(
        files,
        pictures(session),
        session.config().value().weight(),
        session.config().serve().vectors());
  }

  private static Path pictures(Session session) {
    return session.workspace().root().resolve(session.config().encode().images());
  }

  /** Whether the live release was made of what there is now. */
  public static boolean liveIsCurrent(Session session, Pipeline pipeline) {
    return session
        .releases()
        .live()
        .map(version -> session.releases().open(version).manifest().inputs())
        .filter(inputs(session, pipeline)::equals)
        .isPresent();
  }

  private static Map<String, String> inputs(Session session, Pipeline pipeline) {
    Map<String, String> inputs =
        new TreeMap<>(
            Map.of(
                "catalogue", session.data().catalogueHash(),
                "semantic-ids", pipeline.tokenize().hash(session),
                "ranker", pipeline.ranker().hash(session),
                "generator", pipeline.served(session).hash(session)));
    inputs.putAll(Enriched.inputs(session, Enriched.QUERIES, Enriched.PROFILES));
    if (ThoughtStage.isWanted(session)) {
      inputs.put(ThoughtStage.KIND, pipeline.thoughts().hash(session));
    }
    if (session.config().fusion().enabled()) {
      inputs.put("fusion", pipeline.fusion().hash(session));
    }
    return inputs;
  }

  /**
   * The workspace's users as a server of a release begins with them: with the newest profiles and
   * thoughts, if the release has learnt what to make of them.
   */
  public static List<User> users(Session session, Release release) {
    Map<String, String> learnt = session.releases().open(release.version()).manifest().inputs();
    if (!learnt.containsKey(Enriched.PROFILES)) {
      return List.copyOf(session.data().users().values());
    }
    try (KnownUsers known = ThoughtStage.newest(session, learnt.containsKey(ThoughtStage.KIND))) {
      return known.newest(session.data().users());
    }
  }

  /** The live release, loaded. */
  public static Release live(Session session) {
    String version =
        session
            .releases()
            .live()
            .orElseThrow(
                () ->
                    new InputException(
                        "no release is live", "make one: adlib release build --promote"));
    return loaded(session, session.releases().open(version));
  }
}
