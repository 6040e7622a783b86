package io.adlib.learn.reproduce;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.evaluate.sequential.Floor;
import io.adlib.evaluate.sequential.FullRanking;
import io.adlib.evaluate.sequential.Fusion;
import io.adlib.evaluate.sequential.FusionSearch;
import io.adlib.evaluate.sequential.LeaveOneOut;
import io.adlib.evaluate.sequential.Popularity;
import io.adlib.evaluate.sequential.SequentialDataset;
import io.adlib.evaluate.sequential.SequentialReport;
import io.adlib.evaluate.sequential.SequentialScorer;
import io.adlib.evaluate.sequential.Slice;
import io.adlib.learn.generator.Generator;
import io.adlib.learn.generator.GeneratorBeam;
import io.adlib.learn.generator.GeneratorConfig;
import io.adlib.learn.generator.GeneratorScorer;
import io.adlib.learn.generator.GeneratorTraining;
import io.adlib.learn.sasrec.SasRec;
import io.adlib.learn.sasrec.SasRecConfig;
import io.adlib.learn.sasrec.SasRecScorer;
import io.adlib.learn.sasrec.SasRecTraining;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.learn.training.TrainingResult.End;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sequential recommendation on a public folder (see {@link SequentialDataset}): popularity, the
 * training-free floor, full-softmax SASRec, the generator alone, and SASRec with the floor added.
 * All that is picked is picked on validation, masked and unmasked each on its own; test is ranked
 * once a model. Trainings resume from the work folder. Runs on the calling thread; interrupt it to
 * stop with checkpoints.
 */
public final class SequentialReproduction {

  private static final Logger LOG = LoggerFactory.getLogger(SequentialReproduction.class);
  private static final double SASREC_SHARE = .35;
  private static final int EVALUATION_BEAM = 100;
  private static final int FUSION_CASES = 8000;

  /**
   * @param seeds how many trainings of each model, at least 1
   * @param budget for all trainings together; {@link TrainingConfig#NO_LIMIT} for no bound
   * @param threads of libtorch and of the encoder
   */
  public record Options(int seeds, Duration budget, int threads) {}

  private final SequentialDataset data;
  private final LeaveOneOut split;
  private final Path work;
  private final Options options;
  private final Progress progress;
  private final InstantSource clock;
  private final Map<String, List<FullRanking>> rankings = new LinkedHashMap<>();

  private SequentialReproduction(
      SequentialDataset data, Path work, Options options, Progress progress, InstantSource clock) {
    this.data = data;
    this.split = data.split();
    this.work = work;
    this.options = options;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * Runs all methods.
   *
   * @param data the dataset, with the order of one's choice
   * @param work checkpoints, embeddings and exported weights; made if it is not there
   * @param root seed i of the trainings is {@code root.of(i)}
   * @return the table, or nothing if the thread was interrupted; the same call then goes on
   */
  public static Optional<SequentialReport> run(
      SequentialDataset data,
      Path work,
      Options options,
      Progress progress,
      Seed root,
      InstantSource clock) {
    return new SequentialReproduction(data, work, options, progress, clock).run(root);
  }

  private Optional<SequentialReport> run(Seed root) {
    LOG.info("{}", Torch.start(options.threads()));
    LeaveOneOut.Cases test = split.test();
    add(FullRanking.of(Popularity.of(split), test, progress), "popularity");
    Floor floor = Floor.tuned(split);
    add(FullRanking.of(floor, test, progress), "floor");
    for (int s = 0; s < options.seeds(); s++) {
      if (!sasrec(floor, folder(root, s).resolve("sasrec"), root.of(s))) {
        return Optional.empty();
      }
    }
    SemanticIds ids =
        TextSemanticIds.of(data.texts(), work, options.threads(), progress, root.of("ids"));
    for (int s = 0; s < options.seeds(); s++) {
      if (!generator(ids, folder(root, s).resolve("generator"), root.of(s))) {
        return Optional.empty();
      }
    }
    return Optional.of(
        SequentialReport.of(data, rankings, test, split.cold(), List.of(Slice.ALL, Slice.COLD)));
  }

  private Path folder(Seed root, int s) {
    return work.resolve(data.name() + "-" + data.order() + "-seed-" + root.value() + "-" + s);
  }

  private boolean sasrec(Floor floor, Path folder, Seed seed) {
    LeaveOneOut.Cases valid = split.validation();
    try (var model = new SasRec(data.itemCount(), SasRecConfig.DEFAULT, seed)) {
      var trainee =
          new SasRecTraining(
              model, split.train(), present -> n10(new SasRecScorer(present), valid, 5000));
      var config = SasRecConfig.TRAINING.within(share(SASREC_SHARE));
      if (Training.run(trainee, config, folder, progress, seed, clock).end() == End.INTERRUPTED) {
        return false;
      }
      var scorer = new SasRecScorer(model);
      add(FullRanking.of(scorer, split.test(), progress), "sasrec");
      List<SequentialScorer> parts = List.of(scorer, floor);
      var weights = FusionSearch.of(parts, valid.thinnedTo(FUSION_CASES), progress);
      LOG.info(
          "fusion weights of sasrec and floor: masked {}, unmasked {}",
          Arrays.toString(weights.masked_P()),
          Arrays.toString(weights.unmasked_P()));
      add(Fusion.rank("fused", parts, weights, split.test(), progress), "fused");
      return true;
    }
  }

  private boolean generator(SemanticIds ids, Path folder, Seed seed) {
    int[][] train = split.train();
    long targets = Arrays.stream(train).mapToLong(s -> Math.max(0, s.length - 1)).sum();
    var config = GeneratorConfig.forData(ids, 50, targets);
    Trie trie = Trie.of(ids);
    var sequences =
        Arrays.stream(train)
            .flatMap(s -> TrainingSequence.ofItems(s, ids, config.shape()).stream())
            .toList();
    try (var model = new Generator(config.shape(), seed)) {
      var trainee =
          new GeneratorTraining(
              model,
              sequences,
              ids,
              trie,
              config.regularisation(),
              present ->
                  n10(
                      scorer(present, trie, ids, config.beam()),
                      split.validation(),
                      config.validationCases()));
      var training = config.training().within(share(1 - SASREC_SHARE));
      if (Training.run(trainee, training, folder, progress, seed, clock).end() == End.INTERRUPTED) {
        return false;
      }
      var scorer = scorer(model, trie, ids, EVALUATION_BEAM);
      add(FullRanking.of(scorer, split.test(), progress), "generator");
      LOG.info("generator: the first 10 are certainly the best 10 in {} %", scorer.certain());
      return true;
    }
  }

  private static GeneratorScorer scorer(Generator model, Trie trie, SemanticIds ids, int beam) {
    return new GeneratorScorer(new GeneratorBeam(model, trie, beam), ids, model.shape());
  }

  private static double n10(SequentialScorer scorer, LeaveOneOut.Cases cases, int limit) {
    return FullRanking.of(scorer, cases.thinnedTo(limit)).masked().top().n10();
  }

  private Duration share(double share) {
    if (options.budget().compareTo(TrainingConfig.NO_LIMIT) >= 0) {
      return TrainingConfig.NO_LIMIT;
    }
    return Duration.ofMillis((long) (options.budget().toMillis() * share / options.seeds()));
  }

  private void add(FullRanking ranking, String method) {
    rankings.computeIfAbsent(method, _ -> new ArrayList<>()).add(ranking);
    LOG.info(
        "{}: test masked {}, unmasked {}",
        method,
        ranking.masked().top(),
        ranking.unmasked().top());
  }
}
