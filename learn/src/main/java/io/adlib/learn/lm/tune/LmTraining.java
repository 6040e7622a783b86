package io.adlib.learn.lm.tune;

import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.kernel.bpe.BytePairTrainer;
import io.adlib.kernel.bpe.BytePairs;
import io.adlib.kernel.bpe.Splitting;
import io.adlib.kernel.lm.Chat;
import io.adlib.kernel.lm.LmFolder;
import io.adlib.kernel.lm.LmFolderWriter;
import io.adlib.kernel.safetensors.Dtype;
import io.adlib.learn.lm.CausalLm;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A chat corpus to a model's folder: from nothing, tokenizer first, or on from a folder of Hugging
 * Face, all weights or adapters that are merged in the end. Called again with the same work folder
 * it goes on where it was.
 */
public final class LmTraining {

  private static final int MOST_THREADS = 1;

  private LmTraining() {}

  /**
   * What came of it.
   *
   * @param result how the training ended
   * @param progress curves of each task
   * @param training examples learned from
   * @param validation examples held out
   * @param tooLong examples left out because they do not fit
   * @param parameters of the whole model
   */
  public record Trained(
      TrainingResult result,
      TaskProgress progress,
      int training,
      int validation,
      int tooLong,
      long parameters) {}

  /**
   * Trains and writes.
   *
   * @param work where checkpoints lie
   * @param out the new model's folder
   * @return empty if the thread was interrupted; nothing is written to {@code out} then
   * @throws InputException if no task has examples on both sides
   */
  public static Optional<Trained> run(
      List<ChatCorpus.Line> lines,
      TuningOptions options,
      Path work,
      Path out,
      Progress progress,
      Seed seed) {
    io.adlib.learn.torch.Torch.start(MOST_THREADS);
    if (options.base().isEmpty()) {
      BytePairs pairs = tokenizer(lines, options.size().vocabulary(), options, seed);
      try (CausalLm model =
          CausalLm.fresh(
              options.size().shape(pairs.size()), options.precision(), seed.of("weights"))) {
        return run(lines, options, work, out, progress, seed, model, pairs);
      }
    }
    try (LmFolder folder = LmFolder.open(options.base().get());
        CausalLm model =
            CausalLm.read(folder, options.precision(), options.lora(), seed.of("adapters"))) {
      return run(lines, options, work, out, progress, seed, model, folder.tokenizer());
    }
  }

  /** Made of the training share alone. */
  private static BytePairs tokenizer(
      List<ChatCorpus.Line> lines, int size, TuningOptions options, Seed seed) {
    var trainer = new BytePairTrainer(Splitting.of(List.of(Splitting.QWEN), false));
    for (ChatCorpus.Line line : lines) {
      if (!ChatCorpus.isHeld(line, options.held(), seed)) {
        line.prompt().forEach(message -> trainer.add(message.content()));
        trainer.add(line.answer());
      }
    }
    return trainer.train(size, Chat.MARKS);
  }

  private static Optional<Trained> run(
      List<ChatCorpus.Line> lines,
      TuningOptions options,
      Path work,
      Path out,
      Progress progress,
      Seed seed,
      CausalLm model,
      BytePairs pairs) {
    var chat = new Chat(pairs);
    int longest = Math.min(options.longest(), model.shape().positions());
    ChatCorpus corpus = ChatCorpus.of(lines, chat, longest, options.held(), seed);
    if (corpus.training().isEmpty() || corpus.validation().isEmpty()) {
      throw new InputException(
          "of "
              + lines.size()
              + " examples "
              + corpus.training().size()
              + " are left to learn from, "
              + corpus.validation().size()
              + " to validate on, and "
              + corpus.tooLong()
              + " are longer than "
              + longest
              + " tokens",
          "give more examples, or allow longer ones");
    }
    var tuning =
        new FineTuning(
            "train lm",
            model,
            corpus.training(),
            corpus.validation(),
            options.weights(),
            options.promptWeight());
    TrainingResult result =
        Training.run(
            tuning,
            options.config(corpus.training().size()),
            work,
            progress,
            seed.of("training"),
            InstantSource.system());
    if (result.end() == TrainingResult.End.INTERRUPTED) {
      return Optional.empty();
    }
    LmFolderWriter.whole(model.shape(), Set.of(chat.end()), Optional.of(pairs), Dtype.BF16)
        .write(out, model::merged);
    write(out.resolve("curves.csv"), tuning.progress().csv());
    return Optional.of(
        new Trained(
            result,
            tuning.progress(),
            corpus.training().size(),
            corpus.validation().size(),
            corpus.tooLong(),
            model.shape().parameters()));
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new EnvironmentException("cannot write " + file, "check the folder and free space", e);
    }
  }
}
