package io.adlib.app.pipeline;

import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.ArtifactKey;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * One arrow of the loop: makes one kind of artifact out of others. What it makes is named by the
 * hash of all that goes in, so an unchanged stage is found, never redone, and a changed input makes
 * everything after it stale. A stage that is interrupted leaves its checkpoints in its scratch
 * folder and goes on from there.
 */
public abstract class Stage {

  private final String name;

  /** A stage by the name that people read. */
  Stage(String name) {
    this.name = name;
  }

  /** What people call it. */
  public String name() {
    return name;
  }

  /** What the artifact is made of; cheap, reads no payload. */
  abstract ArtifactKey key(Session session);

  /** Writes the payload; {@code scratch} outlives an interrupted run. */
  abstract void write(Session session, Path payload, Path scratch);

  /** The artifact, made now if need be together with those it is made of. */
  public final Artifact run(Session session) {
    Optional<Artifact> made = find(session);
    if (made.isPresent()) {
      return made.get();
    }
    Artifact artifact =
        session
            .artifacts()
            .build(key(session), (payload, scratch) -> write(session, payload, scratch));
    // The heap that a stage grew is given back here: what comes next may want memory outside of it.
    System.gc();
    return artifact;
  }

  /** The artifact, if it was made of what there is now. */
  public final Optional<Artifact> find(Session session) {
    return session.artifacts().find(key(session));
  }

  /** What there is to say of an artifact that was made, by name; nothing by default. */
  public Map<String, String> facts(Artifact artifact) {
    return Map.of();
  }

  /** The hash the artifact has or will have. */
  final String hash(Session session) {
    return key(session).hash();
  }
}
