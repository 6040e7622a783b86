package io.adlib.learn.alignment;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.evaluate.sequential.SequentialScorer;
import io.adlib.learn.lightgcn.LightGcn;
import io.adlib.learn.lightgcn.LightGcnConfig;
import io.adlib.learn.lightgcn.LightGcnScorer;
import io.adlib.learn.lightgcn.LightGcnTraining;
import io.adlib.learn.sasrec.SasRec;
import io.adlib.learn.sasrec.SasRecConfig;
import io.adlib.learn.sasrec.SasRecScorer;
import io.adlib.learn.sasrec.SasRecTraining;
import io.adlib.learn.training.Trainee;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.learn.training.TrainingResult.End;
import io.adlib.learn.twotower.TwoTower;
import io.adlib.learn.twotower.TwoTowerConfig;
import io.adlib.learn.twotower.TwoTowerScorer;
import io.adlib.learn.twotower.TwoTowerTraining;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Trains a model for its collaborative vectors. One object, one training; not thread-safe.
 *
 * @param sequences_U what each user took, oldest first, none empty; nothing that is held out
 * @param itemCount N
 * @param validation how good the model is, higher is better; decides when to stop
 * @param budget at most so much time
 * @param folder checkpoints; an interrupted training goes on from them
 */
public record CollaborativeTraining(
    int[][] sequences_U,
    int itemCount,
    ToDoubleFunction<SequentialScorer> validation,
    Duration budget,
    Path folder,
    Progress progress,
    Seed seed,
    InstantSource clock) {

  /** Fewer epochs than a model that is served: its vectors hardly change after. */
  private static final TrainingConfig SASREC_TRAINING = SasRecConfig.TRAINING.epochs(12);

  /** Where there are few examples, epochs alone would hardly begin to teach. */
  private static final long LEAST_STEPS = 400;

  /** What training brought. */
  public interface Outcome {
    /** Hears of the trained model as a scorer, before it is closed. */
    void trained(SequentialScorer scorer);
  }

  /**
   * Trains, or goes on training.
   *
   * @param outcome hears of the trained model
   * @return the vectors, or nothing if the thread was interrupted
   */
  public Optional<CollaborativeVectors> run(CollaborativeSource source, Outcome outcome) {
    return switch (source) {
      case SASREC -> sasRec(outcome);
      case TWO_TOWER -> twoTower(outcome);
      case LIGHTGCN -> lightGcn(outcome);
    };
  }

  private Optional<CollaborativeVectors> sasRec(Outcome outcome) {
    var config = SasRecConfig.NARROW;
    try (var model = new SasRec(itemCount, config, seed)) {
      var trainee =
          new SasRecTraining(
              model, sequences_U, now -> validation.applyAsDouble(new SasRecScorer(now)));
      if (!trained(trainee, SASREC_TRAINING, CollaborativeSource.SASREC)) {
        return Optional.empty();
      }
      outcome.trained(new SasRecScorer(model));
      return Optional.of(
          vectors(
              CollaborativeSource.SASREC,
              config.width(),
              model.items_ND(),
              model.users_UD(histories())));
    }
  }

  private Optional<CollaborativeVectors> twoTower(Outcome outcome) {
    var config = TwoTowerConfig.DEFAULT;
    try (var model = new TwoTower(itemCount, config, seed)) {
      var trainee =
          new TwoTowerTraining(
              model, sequences_U, now -> validation.applyAsDouble(new TwoTowerScorer(now)));
      if (!trained(trainee, TwoTowerConfig.TRAINING, CollaborativeSource.TWO_TOWER)) {
        return Optional.empty();
      }
      outcome.trained(new TwoTowerScorer(model));
      return Optional.of(
          vectors(
              CollaborativeSource.TWO_TOWER,
              config.width(),
              model.items_ND(),
              model.users_UD(histories())));
    }
  }

  private Optional<CollaborativeVectors> lightGcn(Outcome outcome) {
    var config = LightGcnConfig.DEFAULT;
    var graph = new Behaviour(sequences_U, itemCount).graph();
    try (var model = new LightGcn(graph, config, seed)) {
      var trainee =
          new LightGcnTraining(model, now -> validation.applyAsDouble(new LightGcnScorer(now)));
      if (!trained(trainee, LightGcnConfig.TRAINING, CollaborativeSource.LIGHTGCN)) {
        return Optional.empty();
      }
      outcome.trained(new LightGcnScorer(model));
      return Optional.of(
          vectors(
              CollaborativeSource.LIGHTGCN, config.width(), model.items_ND(), model.users_UD()));
    }
  }

  private boolean trained(Trainee trainee, TrainingConfig config, CollaborativeSource source) {
    TrainingConfig enough = config.atLeast(LEAST_STEPS, trainee.examples()).within(budget);
    return Training.run(trainee, enough, folder.resolve(source.key()), progress, seed, clock).end()
        != End.INTERRUPTED;
  }

  private List<int[]> histories() {
    return Arrays.asList(sequences_U);
  }

  private CollaborativeVectors vectors(
      CollaborativeSource source, int dimension, float[] item_ND, float[] user_UD) {
    boolean[] known = new Behaviour(sequences_U, itemCount).known();
    return CollaborativeVectors.of(source.key(), dimension, item_ND, user_UD, known);
  }
}
