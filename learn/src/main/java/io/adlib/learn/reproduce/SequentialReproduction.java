package io.adlib.learn.reproduce;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.evaluate.sequential.SequentialDataset;
import io.adlib.evaluate.sequential.SequentialReport;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.sid.SemanticIds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sequential recommendation on a public folder (see {@link SequentialDataset}): popularity, the
 * training-free floor, full-softmax SASRec, TIGER's encoder–decoder, the generator alone, and what
 * a release would serve, the generator fused with all other evidence. All that is picked is picked
 * on validation; test is ranked once a model. Trainings resume from the work folder, and what was
 * ranked is kept there. Runs on the calling thread; interrupt it to stop with checkpoints.
 */
public final class SequentialReproduction {

  private static final Logger LOG = LoggerFactory.getLogger(SequentialReproduction.class);

  /**
   * @param seeds how many trainings of SASRec and of the generator, at least 1
   * @param tigers how many of TIGER's encoder–decoder, which is a baseline only and takes longest
   * @param budget for all trainings together; {@link TrainingConfig#NO_LIMIT} for no bound
   * @param threads of libtorch and of the encoder
   */
  public record Options(int seeds, int tigers, Duration budget, int threads) {

    /** An equal share of the budget for each training. */
    Duration share(int orders) {
      return budget.compareTo(TrainingConfig.NO_LIMIT) >= 0
          ? TrainingConfig.NO_LIMIT
          : budget.dividedBy((long) orders * (2L * seeds + tigers));
    }
  }

  private SequentialReproduction() {}

  /**
   * Runs all methods.
   *
   * @param orders the dataset in one or several orders of same-day purchases
   * @param work checkpoints, embeddings and rankings; made if it is not there
   * @param root seed i of the trainings is {@code root.of(i)}
   * @return the table, or nothing if the thread was interrupted; the same call then goes on
   */
  public static Optional<SequentialReport> run(
      List<SequentialDataset> orders,
      Path work,
      Options options,
      Progress progress,
      Seed root,
      InstantSource clock) {
    LOG.info("{}", Torch.start(options.threads()));
    var reports = new ArrayList<SequentialReport>();
    var bench =
        new Workbench(work, options.share(orders.size()), options.threads(), progress, clock);
    for (SequentialDataset data : orders) {
      Optional<SequentialReport> report = new OrderReproduction(data, bench, options).run(root);
      if (report.isEmpty()) {
        return Optional.empty();
      }
      reports.add(report.get());
    }
    return Optional.of(SequentialReport.joined(reports));
  }

  /**
   * The semantic IDs that {@link #run} made, or makes, of data whose items have texts.
   *
   * @param work as {@link #run} has it; the texts' vectors are kept there
   */
  public static SemanticIds ids(
      SequentialDataset data, Path work, int threads, Progress progress, Seed root) {
    Supplier<float[]> none =
        () -> {
          throw new InputException(
              data.name() + " has too few texts for semantic IDs", "use data with texts");
        };
    return ItemIds.of(data.texts(), none, work, threads, progress, root.of("ids")).ids();
  }
}
