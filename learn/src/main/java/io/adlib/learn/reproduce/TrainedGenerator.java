package io.adlib.learn.reproduce;

import io.adlib.core.Seed;
import io.adlib.evaluate.sequential.FullRanking;
import io.adlib.evaluate.sequential.LeaveOneOut;
import io.adlib.learn.generator.Generator;
import io.adlib.learn.generator.GeneratorBeam;
import io.adlib.learn.generator.GeneratorConfig;
import io.adlib.learn.generator.GeneratorScorer;
import io.adlib.learn.generator.GeneratorTraining;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingResult;
import io.adlib.learn.training.Validation;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.util.Arrays;
import java.util.Optional;

/** The generator, configured by the data's size, trained on a split or found trained. */
final class TrainedGenerator implements TrainedModel {

  private static final int HISTORY = 50;
  private static final int BEAM = 100;

  private final Generator model;
  private final SemanticIds ids;
  private final Trie trie;
  private final TrainingResult result;

  private TrainedGenerator(Generator model, SemanticIds ids, Trie trie, TrainingResult result) {
    this.model = model;
    this.ids = ids;
    this.trie = trie;
    this.result = result;
  }

  /**
   * Trains, or goes on; nothing if the thread was interrupted.
   *
   * @param trie what may be generated
   * @param valid which cases choose the epoch; thinned to as many as the configuration says
   */
  static Optional<TrainedGenerator> of(
      SemanticIds ids,
      Trie trie,
      int[][] train,
      LeaveOneOut.Cases valid,
      Workbench bench,
      Seed seed) {
    long targets = Arrays.stream(train).mapToLong(s -> Math.max(0, s.length - 1)).sum();
    var config = GeneratorConfig.forData(ids, HISTORY, targets).within(bench.budget());
    var sequences =
        Arrays.stream(train)
            .flatMap(s -> TrainingSequence.ofItems(s, ids, config.shape()).stream())
            .toList();
    LeaveOneOut.Cases cases = valid.thinnedTo(config.validationCases());
    var model = new Generator(config.shape(), seed);
    var trainee =
        new GeneratorTraining(
            model,
            sequences,
            ids,
            trie,
            config.regularisation(),
            present ->
                Validation.of(
                    FullRanking.of(scorer(present, ids, trie, config.beam()), cases)
                        .masked()
                        .top()
                        .n10()));
    TrainingResult result =
        Training.run(
            trainee,
            config.enoughFor(trainee.examples()).training(),
            bench.folder(),
            bench.progress(),
            seed,
            bench.clock());
    if (result.end() == TrainingResult.End.INTERRUPTED) {
      model.close();
      return Optional.empty();
    }
    return Optional.of(new TrainedGenerator(model, ids, trie, result));
  }

  private static GeneratorScorer scorer(Generator model, SemanticIds ids, Trie trie, int beam) {
    return new GeneratorScorer(new GeneratorBeam(model, trie, beam), ids, model.shape());
  }

  @Override
  public String method() {
    return "generator";
  }

  @Override
  public GeneratorScorer scorer() {
    return scorer(trie);
  }

  /** The same over another trie, with items that training did not have. */
  GeneratorScorer scorer(Trie other) {
    return scorer(model, ids, other, BEAM);
  }

  /** With a score for every item, to be weighed with other models. */
  GeneratorScorer ofEveryItem() {
    return GeneratorScorer.ofEveryItem(
        new GeneratorBeam(model, trie, BEAM), ids, trie, model.shape());
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
