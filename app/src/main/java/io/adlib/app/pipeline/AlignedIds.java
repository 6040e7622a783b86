package io.adlib.app.pipeline;

import io.adlib.core.EnvironmentException;
import io.adlib.core.Seed;
import io.adlib.data.config.AlignConfig;
import io.adlib.learn.alignment.AlignedTokenizer;
import io.adlib.learn.alignment.Alignment;
import io.adlib.learn.alignment.AlignmentRecipe;
import io.adlib.learn.alignment.AlignmentWeights;
import io.adlib.learn.alignment.Behaviour;
import io.adlib.learn.alignment.CollaborativeVectors;
import io.adlib.learn.alignment.TeacherTraining;
import io.adlib.learn.alignment.Teachers;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.kmeans.KMeansSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** A workspace's codebooks aligned with its events; checkpoints lie in the scratch folder. */
final class AlignedIds {

  private final Session session;
  private final AlignConfig config;
  private final Path scratch;
  private final Seed seed;

  AlignedIds(Session session, Path scratch, Seed seed) {
    this.session = session;
    this.scratch = scratch;
    this.seed = seed;
    config = session.config().tokenize().align();
  }

  /** Trains the tokenizer, and its teachers where they have a weight. */
  Codebooks train(
      float[] content_ND, int dimension, CollaborativeVectors vectors, KMeansSettings settings) {
    int items = content_ND.length / dimension;
    var behaviour = new Behaviour(TakenItems.of(session).train_U(), items);
    AlignmentWeights weights =
        AlignmentRecipe.of(config.recipe())
            .of(
                new AlignmentWeights(
                    config.itemItem(),
                    config.userItem(),
                    config.generative(),
                    config.distillation(),
                    config.diversity()));
    Optional<Teachers> teachers =
        weights.distillation() > 0
            ? Optional.of(teachers(content_ND, vectors, behaviour))
            : Optional.empty();
    return unlessInterrupted(
        AlignedTokenizer.train(
            settings,
            content_ND,
            dimension,
            new Alignment(weights, vectors, behaviour, teachers),
            scratch.resolve("tokenizer"),
            session.progress(),
            seed,
            InstantSource.system()));
  }

  private Teachers teachers(float[] content_ND, CollaborativeVectors vectors, Behaviour behaviour) {
    return unlessInterrupted(
        TeacherTraining.train(
            content_ND,
            vectors,
            behaviour,
            scratch.resolve("teachers"),
            session.progress(),
            seed,
            InstantSource.system()));
  }

  private static <T> T unlessInterrupted(Optional<T> made) {
    return made.orElseThrow(
        () ->
            new EnvironmentException(
                "training was interrupted; its checkpoint is kept",
                "run the same command again: it goes on from there"));
  }
}
