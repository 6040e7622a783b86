package io.adlib.app.lm;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.lm.grpo.GrpoTraining;
import io.adlib.learn.lm.grpo.RewardedPrompts;
import io.adlib.llm.task.queries.AdKeywords;
import io.adlib.llm.task.relevance.QueryAd;
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

  /** What is rewarded. */
  public enum Kind {
    /** Written queries that find their ad in the market's own index. */
    RECALL,
    /** Grades that agree with labels. */
    AGREEMENT;

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
                      "there is no reward '" + name + "'", "rewards are recall and agreement"));
    }

    /** What people type. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** For recall; empty if interrupted. */
  public Optional<GrpoTraining.Trained> recall(List<AdKeywords> training, List<AdKeywords> held) {
    return run(TaskRewards.recall(training), TaskRewards.recall(held));
  }

  /** For agreement with the labels of the pairs; empty if interrupted. */
  public Optional<GrpoTraining.Trained> agreement(List<QueryAd> training, List<QueryAd> held) {
    return run(TaskRewards.agreement(training), TaskRewards.agreement(held));
  }

  private Optional<GrpoTraining.Trained> run(RewardedPrompts training, RewardedPrompts held) {
    return GrpoTraining.run(
        base, training, held, options, PlainWriter::new, work, out, progress, seed);
  }
}
