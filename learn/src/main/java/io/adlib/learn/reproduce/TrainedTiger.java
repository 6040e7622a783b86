package io.adlib.learn.reproduce;

import io.adlib.core.Seed;
import io.adlib.evaluate.sequential.FullRanking;
import io.adlib.evaluate.sequential.LeaveOneOut;
import io.adlib.evaluate.sequential.SequentialScorer;
import io.adlib.learn.tiger.Tiger;
import io.adlib.learn.tiger.TigerBeam;
import io.adlib.learn.tiger.TigerConfig;
import io.adlib.learn.tiger.TigerScorer;
import io.adlib.learn.tiger.TigerTraining;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingResult;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.util.Arrays;
import java.util.Optional;

/** The published encoder–decoder on the same semantic IDs, trained on a split or found trained. */
final class TrainedTiger implements TrainedModel {

  private static final int BEAM = 50;
  private final Tiger model;
  private final SemanticIds ids;
  private final Trie trie;
  private final TrainingResult result;

  private TrainedTiger(Tiger model, SemanticIds ids, Trie trie, TrainingResult result) {
    this.model = model;
    this.ids = ids;
    this.trie = trie;
    this.result = result;
  }

  /** Trains, or goes on; nothing if the thread was interrupted. */
  static Optional<TrainedTiger> of(SemanticIds ids, LeaveOneOut split, Workbench bench, Seed seed) {
    int[][] train = split.train();
    long targets = Arrays.stream(train).mapToLong(s -> Math.max(0, s.length - 1)).sum();
    var config = TigerConfig.forData(ids, targets).within(bench.budget());
    Trie trie = Trie.of(ids);
    LeaveOneOut.Cases valid = split.validation().thinnedTo(config.validationCases());
    var model = new Tiger(config, seed);
    var trainee =
        new TigerTraining(
            model,
            train,
            ids,
            present ->
                FullRanking.of(scorer(present, ids, trie, config.beam()), valid)
                    .masked()
                    .top()
                    .n10());
    TrainingResult result =
        Training.run(
            trainee, config.training(), bench.folder(), bench.progress(), seed, bench.clock());
    if (result.end() == TrainingResult.End.INTERRUPTED) {
      model.close();
      return Optional.empty();
    }
    return Optional.of(new TrainedTiger(model, ids, trie, result));
  }

  private static TigerScorer scorer(Tiger model, SemanticIds ids, Trie trie, int beam) {
    return new TigerScorer(new TigerBeam(model, ids, trie, beam));
  }

  @Override
  public String method() {
    return "tiger";
  }

  @Override
  public SequentialScorer scorer() {
    return scorer(model, ids, trie, BEAM);
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
