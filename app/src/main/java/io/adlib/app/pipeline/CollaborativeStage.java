package io.adlib.app.pipeline;

import io.adlib.core.EnvironmentException;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.ArtifactKey;
import io.adlib.data.config.AlignConfig;
import io.adlib.evaluate.sequential.FullRanking;
import io.adlib.learn.alignment.CollaborativeSource;
import io.adlib.learn.alignment.CollaborativeTraining;
import io.adlib.learn.alignment.CollaborativeVectors;
import io.adlib.learn.torch.Torch;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** Events to vectors that say who behaves like whom: {@code collaborative.safetensors}. */
public final class CollaborativeStage extends Stage {

  private static final String FILE = "collaborative.safetensors";
  private static final int VALIDATION_CASES = 2000;

  CollaborativeStage() {
    super("train collaborative");
  }

  @Override
  ArtifactKey key(Session session) {
    AlignConfig align = session.config().tokenize().align();
    return new ArtifactKey(
        "collaborative",
        Map.of(
            "catalogue", session.data().catalogueHash(),
            "events", session.data().eventsHash()),
        "v1 %s budget %s seed %d"
            .formatted(align.source(), align.budget(), session.seed().value()));
  }

  @Override
  void write(Session session, Path payload, Path scratch) {
    AlignConfig align = session.config().tokenize().align();
    TakenItems taken = TakenItems.of(session);
    Torch.start(Math.max(1, session.config().train().threads()));
    var cases = taken.heldOut().thinnedTo(VALIDATION_CASES);
    var training =
        new CollaborativeTraining(
            taken.train_U(),
            EncodeStage.items(session.data().catalogue()).size(),
            scorer -> cases.size() == 0 ? 0 : FullRanking.of(scorer, cases).unmasked().top().n10(),
            align.budget(),
            scratch,
            session.progress(),
            session.seed().of("collaborative"),
            InstantSource.system());
    training
        .run(CollaborativeSource.of(align.source()), _ -> {})
        .orElseThrow(
            () ->
                new EnvironmentException(
                    "training was interrupted; its checkpoint is kept",
                    "run the same command again: it goes on from there"))
        .save(payload.resolve(FILE));
  }

  /** The vectors of an artifact, in the order of {@link EncodeStage#items}. */
  static CollaborativeVectors read(Artifact artifact) {
    return CollaborativeVectors.load(artifact.file(FILE));
  }
}
