package io.adlib.app.lm;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.lm.grpo.GrpoTraining;
import io.adlib.learn.lm.grpo.RewardedPrompts;
import io.adlib.learn.lm.tune.AdaptiveWeights;
import io.adlib.learn.lm.tune.LmTraining;
import io.adlib.learn.lm.tune.TuningOptions;
import io.adlib.llm.compact.CompactTasks;
import io.adlib.llm.task.profile.UserHistory;
import io.adlib.llm.task.queries.AdKeywords;
import io.adlib.llm.task.relevance.QueryAd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Trains a small model further on a reward that a program can check.
 *
 * @param base the model's folder
 * @param options of the training
 * @param work where checkpoints lie
 * @param out the new model's folder
 */
public record RewardTraining(
    Path base, GrpoTraining.Options options, Path work, Path out, Progress progress, Seed seed) {

  private static final double TEACHING_RATE = 1e-3;
  private static final int ASKED = 20;

  /** What is rewarded. */
  public enum Kind {
    /** Written queries that find their ad in the market's own index. */
    RECALL,
    /** Grades that agree with labels. */
    AGREEMENT,
    /** Profiles with which a frozen ranker tells what users do next. */
    PROFILE;

    /**
     * The one of a name.
     *
     * @throws InputException if there is none
     */
    public static Kind of(String name) {
      return Stream.of(values())
          .filter(kind -> kind.label().equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new InputException(
                      "there is no reward '" + name + "'",
                      "rewards are recall, agreement and profile"));
    }

    /** What people type. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** For recall; empty if interrupted. */
  public Optional<GrpoTraining.Trained> recall(List<AdKeywords> training, List<AdKeywords> held) {
    return run(base, TaskRewards.recall(training), TaskRewards.recall(held));
  }

  /** For agreement with the labels of the pairs; empty if interrupted. */
  public Optional<GrpoTraining.Trained> agreement(List<QueryAd> training, List<QueryAd> held) {
    return run(base, TaskRewards.agreement(training), TaskRewards.agreement(held));
  }

  /** For profiles that are worth something to a frozen ranker; empty if interrupted. */
  public Optional<GrpoTraining.Trained> profile(ProfileExamples examples)
      throws InterruptedException {
    NextAdRanker frozen = ranker(examples);
    return taught(examples)
        .flatMap(
            start ->
                run(
                    start,
                    TaskRewards.profile(examples.training(), frozen),
                    TaskRewards.profile(examples.held(), frozen)));
  }

  /** The ranker that judges, the same each time. */
  NextAdRanker ranker(ProfileExamples examples) {
    return examples.ranker(seed.of("frozen"), progress);
  }

  /**
   * A model that knows the form of profiles: the base, or, if most of its answers have none, what
   * became of it by learning what templates say. Empty if interrupted.
   */
  Optional<Path> taught(ProfileExamples examples) throws InterruptedException {
    Path taught = Path.of(work + "-taught");
    if (Files.isDirectory(taught) || knowsProfiles(examples)) {
      return Optional.of(Files.isDirectory(taught) ? taught : base);
    }
    TuningOptions from =
        TuningOptions.from(base, AdaptiveWeights.UNIFORM)
            .rate(TEACHING_RATE)
            .within(options.budget());
    return LmTraining.run(
            examples.lines(), from, Path.of(work + "-teaching"), taught, progress, seed.of("teach"))
        .map(_ -> taught);
  }

  private boolean knowsProfiles(ProfileExamples examples) throws InterruptedException {
    List<UserHistory> some = WorkspaceRewards.spread(examples.held(), ASKED);
    try (var model = SmallModel.open(base, "base", CompactTasks.names())) {
      return 2 * ProfileMeasure.accepted(model, some).size() > some.size();
    }
  }

  private Optional<GrpoTraining.Trained> run(
      Path start, RewardedPrompts training, RewardedPrompts held) {
    return GrpoTraining.run(
        start, training, held, options, PlainWriter::new, work, out, progress, seed);
  }
}
