package io.adlib.learn.training;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Checkpoint;
import io.adlib.learn.training.Trainee.Step;
import io.adlib.learn.training.TrainingResult.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The training loop: AdamW with warm-up and a cosine, clipped gradients, early stopping, and
 * checkpoints in a folder. What it ends with is the best by validation; but the annealed end, where
 * an earlier validation was better by no more than the trainee's {@link Trainee#uncertainty}.
 * Called again with the same folder it goes on where it was, and without a time budget to the same
 * losses, bit by bit, as if it had never stopped. Interrupting the thread makes it write a
 * checkpoint and return. One object, one run; not thread-safe.
 */
public final class Training {

  private static final Logger LOG = LoggerFactory.getLogger(Training.class);
  private static final String LATEST = "latest.safetensors";
  private static final String BEST = "best.safetensors";

  private final Trainee trainee;
  private final TrainingConfig config;
  private final Path folder;
  private final Seed seed;
  private final InstantSource clock;
  private final AdamW optimizer;
  private TrainingState state = TrainingState.START;
  private int[] order = new int[0];
  private long orderEpoch = -1;

  private Training(
      Trainee trainee, TrainingConfig config, Path folder, Seed seed, InstantSource clock) {
    this.trainee = trainee;
    this.config = config;
    this.folder = folder;
    this.seed = seed;
    this.clock = clock;
    optimizer = new AdamW(trainee.parameters(), config.adamw());
  }

  /**
   * Trains until the epochs, the patience or the budget are spent, or the thread is interrupted.
   *
   * @param folder where the checkpoints lie; made if it is not there
   * @throws InputException if the folder holds a training with other settings, or if the loss is no
   *     number
   */
  public static TrainingResult run(
      Trainee trainee,
      TrainingConfig config,
      Path folder,
      Progress progress,
      Seed seed,
      InstantSource clock) {
    var training = new Training(trainee, config, folder, seed, clock);
    try (training.optimizer) {
      training.makeFolder();
      training.resume();
      return training.train(progress);
    }
  }

  private void makeFolder() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw DiskFailure.of("making", folder, e);
    }
  }

  private String fingerprint() {
    return (trainee.name() + " " + trainee.settings()).strip()
        + " "
        + config.epochs(0).within(TrainingConfig.NO_LIMIT)
        + " seed "
        + seed.value()
        + " examples "
        + trainee.examples()
        + " weights "
        + trainee.parameters().count();
  }

  private void resume() {
    Path latest = folder.resolve(LATEST);
    if (!Files.exists(latest)) {
      return;
    }
    String made = Checkpoint.texts(latest).getOrDefault("training", "");
    if (!made.equals(fingerprint())) {
      throw OtherSettings.refusal(folder, made, fingerprint());
    }
    Map<String, String> texts = Checkpoint.load(latest, trainee.parameters(), optimizer);
    state = TrainingState.of(texts);
    trainee.restore(texts);
    LOG.info("{}: goes on after step {}", trainee.name(), state.step());
  }

  private int stepsPerEpoch() {
    return Math.ceilDiv(trainee.examples(), config.batch());
  }

  private TrainingResult train(Progress progress) {
    Instant begin = clock.instant().minus(state.elapsed());
    long total = (long) config.epochs() * stepsPerEpoch();
    var pace = new Pace(state.step(), clock);
    End end = End.EPOCHS;
    try (Progress.Task task = progress.start(trainee.name(), total)) {
      task.advance(state.step());
      while (state.step() < total) {
        if (Thread.currentThread().isInterrupted()) {
          save();
          return result(End.INTERRUPTED);
        }
        if (state.elapsed().compareTo(config.budget()) >= 0) {
          end = End.BUDGET;
          break;
        }
        if (state.stale() >= config.patience()) {
          end = End.PATIENCE;
          break;
        }
        Step step = step(share(total));
        state = state.after(step.loss(), Duration.between(begin, clock.instant()));
        pace.count(step.predictions());
        task.advance(1);
        task.note(pace.note(state, share(total)));
        if (state.step() % ((long) stepsPerEpoch() * config.validateEvery()) == 0) {
          validate();
          state = state.at(Duration.between(begin, clock.instant()));
          save();
        } else if (state.step() % config.checkpointEvery() == 0) {
          save();
        }
      }
    }
    return finish(end, total);
  }

  /** How much of the training is done, by steps or by time, whichever is further. */
  private double share(long total) {
    double bySteps = (double) state.step() / total;
    double byTime = (double) state.elapsed().toMillis() / config.budget().toMillis();
    return Math.min(1, Math.max(bySteps, byTime));
  }

  private double rate(double share) {
    double warm = Math.min(1, (state.step() + 1.0) / Math.max(1, config.warmUp()));
    double cosine = .5 * (1 + Math.cos(Math.PI * share));
    return config.rate() * warm * (config.finalShare() + (1 - config.finalShare()) * cosine);
  }

  private Step step(double share) {
    trainee.parameters().clearGradients();
    Step step = trainee.gradients(batch(), seed.of("step").of(state.step()));
    if (!Double.isFinite(step.loss())) {
      throw new InputException(
          trainee.name() + ": the loss is " + step.loss() + " after step " + state.step(),
          "train with a lower learning rate; the last checkpoint is unharmed");
    }
    trainee.parameters().clipGradients(config.maxNorm());
    optimizer.step(rate(share));
    return step;
  }

  /** The step's share of its epoch's order, which follows from the seed and the epoch alone. */
  private int[] batch() {
    long epoch = state.step() / stepsPerEpoch();
    if (epoch != orderEpoch) {
      order = new int[trainee.examples()];
      RandomGenerator random = seed.of("order").of(epoch).generator();
      for (int i = 0; i < order.length; i++) {
        int j = random.nextInt(i + 1);
        order[i] = order[j];
        order[j] = i;
      }
      orderEpoch = epoch;
    }
    int from = (int) (state.step() % stepsPerEpoch()) * config.batch();
    return java.util.Arrays.copyOfRange(order, from, Math.min(order.length, from + config.batch()));
  }

  private void validate() {
    double figure = trainee.validate();
    boolean better = figure > state.bestValidation();
    state = state.validated(figure, trainee.uncertainty());
    if (better) {
      var texts = Map.of("validation", "" + figure);
      uninterrupted(() -> Checkpoint.save(folder.resolve(BEST), trainee.parameters(), texts));
    }
    LOG.info(
        "{}: step {}, loss {}, validation {}{}",
        trainee.name(),
        state.step(),
        String.format("%.4f", state.loss()),
        String.format("%.4f", figure),
        better ? " (best)" : "");
  }

  private void save() {
    Map<String, String> texts = state.texts();
    texts.putAll(trainee.state());
    texts.put("training", fingerprint());
    uninterrupted(
        () -> Checkpoint.save(folder.resolve(LATEST), trainee.parameters(), optimizer, texts));
  }

  /** An interrupted thread cannot write to a file, so the flag is taken down meanwhile. */
  private static void uninterrupted(Runnable write) {
    boolean wasSet = Thread.interrupted();
    try {
      write.run();
    } finally {
      if (wasSet) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private TrainingResult finish(End end, long total) {
    if (state.step() > state.validatedStep() && (end != End.EPOCHS || total > 0)) {
      validate();
    }
    save();
    Path best = folder.resolve(BEST);
    boolean annealed = end != End.PATIENCE;
    if (Files.exists(best) && !(annealed && state.level())) {
      Checkpoint.load(best, trainee.parameters());
    }
    return result(end);
  }

  private TrainingResult result(End end) {
    return new TrainingResult(
        end, state.step(), state.bestValidation(), state.bestStep(), state.loss(), state.elapsed());
  }
}
