package io.adlib.app.pipeline;

import io.adlib.core.InputException;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.ArtifactKey;
import io.adlib.encode.text.MiniLmEncoder;
import io.adlib.encode.text.MiniLmSettings;
import io.adlib.llm.output.Profiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Profiles to vectors, so that no request needs a text encoder: what a language model wrote of each
 * user, as the generator reads it at the U token. Beside the workspace's other artifacts, not in a
 * release, which has no user in it; a server puts the newest into its users' records.
 */
public final class ThoughtStage extends Stage {

  /** What its artifacts are called. */
  static final String KIND = "thoughts";

  /** Numbers of a thought. */
  static final int WIDTH = MiniLmEncoder.DIMENSION;

  ThoughtStage() {
    super("encode thoughts");
  }

  /** Whether a workspace's generator reads thoughts. */
  static boolean isWanted(Session session) {
    return session.config().train().thought();
  }

  @Override
  ArtifactKey key(Session session) {
    return new ArtifactKey(KIND, Enriched.inputs(session, Enriched.PROFILES), "v1 minilm");
  }

  @Override
  void write(Session session, Path payload, Path scratch) {
    List<Profiles.Written> written = Enriched.profiles(session).written();
    if (written.isEmpty()) {
      throw new InputException(
          "train.thought is on, and no language model has written of any user",
          "run adlib enrich profile, or set train.thought to false");
    }
    List<String> texts = written.stream().map(Profiles.Written::summary).distinct().toList();
    var settings = new MiniLmSettings(MiniLmSettings.DEFAULT.maxTokens(), 1, threads(session));
    try (var encoder = new MiniLmEncoder(settings)) {
      Thoughts.save(payload, written, texts, encoder.encode(texts, session.progress()));
    }
  }

  private static int threads(Session session) {
    int threads = session.config().encode().threads();
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /** What the generator may know of users: their profiles and, where it reads them, thoughts. */
  KnownUsers known(Session session) {
    return new KnownUsers(
        Enriched.profiles(session),
        isWanted(session) ? Optional.of(Thoughts.open(run(session))) : Optional.empty());
  }

  /**
   * What a server begins with: the newest profiles, and the thoughts made last; encodes nothing.
   *
   * @param withThoughts whether the release's generator reads them
   */
  static KnownUsers newest(Session session, boolean withThoughts) {
    return new KnownUsers(
        Enriched.profiles(session),
        withThoughts ? session.artifacts().latest(KIND).map(Thoughts::open) : Optional.empty());
  }

  /** How many were written, and how many texts they are. */
  @Override
  public Map<String, String> facts(Artifact artifact) {
    try (var thoughts = Thoughts.open(artifact)) {
      return Map.of("thoughts", thoughts.line());
    }
  }
}
