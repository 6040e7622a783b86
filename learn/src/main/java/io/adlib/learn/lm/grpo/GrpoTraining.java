package io.adlib.learn.lm.grpo;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.kernel.bpe.BytePairs;
import io.adlib.kernel.lm.Chat;
import io.adlib.kernel.lm.LmFolder;
import io.adlib.kernel.lm.LmFolderWriter;
import io.adlib.kernel.safetensors.Dtype;
import io.adlib.learn.lm.CausalLm;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.learn.training.TrainingResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A fine-tuned model's folder to one of the same kind that earns more reward. Called again with the
 * same work folder it goes on where it was.
 */
public final class GrpoTraining {

  /** So many passes without a better held-out figure end it. */
  private static final int PATIENCE = 7;

  private GrpoTraining() {}

  /**
   * How it is trained. Products are float32, so that a writer of another make draws from the same
   * policy.
   *
   * @param grpo how answers are sampled and judged
   * @param guard when it is stopped
   * @param epochs passes over the prompts
   * @param batch prompts a step
   * @param rate the highest learning rate
   * @param budget most time
   */
  public record Options(
      GrpoSettings grpo, GrpoGuard guard, int epochs, int batch, double rate, Duration budget) {

    /** Eight answers a prompt, eight prompts a step. */
    public static final Options STANDARD =
        new Options(
            new GrpoSettings(8, 96, 64, .01, .2, .02),
            GrpoGuard.STANDARD,
            8,
            8,
            1e-4,
            TrainingConfig.NO_LIMIT);

    private TrainingConfig config() {
      return new TrainingConfig(
          batch,
          epochs,
          rate,
          .1,
          5,
          1,
          new AdamW.Settings(.9, .98, 1e-8, 0),
          1,
          PATIENCE,
          10,
          budget);
    }
  }

  /**
   * What came of it.
   *
   * @param result how the training ended
   * @param held the held-out prompts' figures at the start and after each pass
   * @param rewards mean rewards of each pass
   */
  public record Trained(TrainingResult result, List<Held> held, List<Double> rewards) {}

  /**
   * Trains and writes.
   *
   * @param base the model's folder, and what it must not stray from
   * @param writer of answers, made for a tokenizer's chat
   * @param work where checkpoints lie
   * @param out the new folder: the weights of the best validation
   * @return empty if the thread was interrupted; nothing is written to {@code out} then
   * @throws InputException if the guard says that the reward is being hacked
   */
  public static Optional<Trained> run(
      Path base,
      RewardedPrompts training,
      RewardedPrompts held,
      Options options,
      Function<Chat, AnswerWriter> writer,
      Path work,
      Path out,
      Progress progress,
      Seed seed) {
    if (training.prompts().isEmpty() || held.prompts().isEmpty()) {
      throw new InputException(
          "there are %d prompts to learn from and %d to be measured on"
              .formatted(training.prompts().size(), held.prompts().size()),
          "give more data: both are needed");
    }
    Torch.start(1);
    try (LmFolder folder = LmFolder.open(base);
        CausalLm model = read(folder, seed);
        CausalLm start = read(folder, seed)) {
      BytePairs pairs = folder.tokenizer();
      var chat = new Chat(pairs);
      try (AnswerWriter writing = writer.apply(chat)) {
        var grpo =
            new Grpo(
                model,
                start,
                training.tokens(chat),
                held.tokens(chat),
                chat.end(),
                training.onTokens(chat),
                held.onTokens(chat),
                options.grpo(),
                options.guard(),
                writing);
        TrainingResult result =
            Training.run(
                grpo, options.config(), work, progress, seed.of("grpo"), InstantSource.system());
        if (result.end() == TrainingResult.End.INTERRUPTED) {
          return Optional.empty();
        }
        LmFolderWriter.whole(model.shape(), Set.of(chat.end()), Optional.of(pairs), Dtype.BF16)
            .write(out, model::merged);
        return Optional.of(new Trained(result, grpo.curve(), grpo.rewards()));
      }
    }
  }

  private static CausalLm read(LmFolder folder, Seed seed) {
    return CausalLm.read(folder, Precision.FLOAT32, Optional.empty(), seed);
  }
}
