package io.adlib.learn.reproduce;

import io.adlib.core.Seed;
import io.adlib.evaluate.sequential.FullRanking;
import io.adlib.evaluate.sequential.LeaveOneOut;
import io.adlib.evaluate.sequential.SequentialScorer;
import io.adlib.learn.sasrec.SasRec;
import io.adlib.learn.sasrec.SasRecConfig;
import io.adlib.learn.sasrec.SasRecScorer;
import io.adlib.learn.sasrec.SasRecTraining;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingResult;
import java.util.Optional;

/** SASRec, trained on a split or found trained. */
final class TrainedSasRec implements TrainedModel {

  private static final int VALIDATION_CASES = 5000;
  private final SasRec model;
  private final TrainingResult result;

  private TrainedSasRec(SasRec model, TrainingResult result) {
    this.model = model;
    this.result = result;
  }

  /** Trains, or goes on; nothing if the thread was interrupted. */
  static Optional<TrainedSasRec> of(LeaveOneOut split, Workbench bench, Seed seed) {
    LeaveOneOut.Cases valid = split.validation().thinnedTo(VALIDATION_CASES);
    var model = new SasRec(split.itemCount(), SasRecConfig.DEFAULT, seed);
    var trainee =
        new SasRecTraining(
            model,
            split.train(),
            present -> FullRanking.of(new SasRecScorer(present), valid).masked().top().n10());
    var config = SasRecConfig.TRAINING.within(bench.budget());
    TrainingResult result =
        Training.run(trainee, config, bench.folder(), bench.progress(), seed, bench.clock());
    if (result.end() == TrainingResult.End.INTERRUPTED) {
      model.close();
      return Optional.empty();
    }
    return Optional.of(new TrainedSasRec(model, result));
  }

  /** Each item's vector, row-major [N,D]. */
  float[] items_ND() {
    return model.items_ND();
  }

  @Override
  public String method() {
    return "sasrec";
  }

  @Override
  public SequentialScorer scorer() {
    return new SasRecScorer(model);
  }

  @Override
  public String weights() {
    return "step " + result.bestStep() + " at " + result.bestValidation();
  }

  @Override
  public void close() {
    model.close();
  }
}
