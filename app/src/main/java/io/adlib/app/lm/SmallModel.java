package io.adlib.app.lm;

import io.adlib.infer.lm.CausalLm;
import io.adlib.infer.lm.Sampling;
import io.adlib.infer.lm.Writing;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.lm.Chat;
import io.adlib.kernel.lm.LmFolder;
import io.adlib.llm.compact.CompactTasks;
import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.model.Prompt;
import io.adlib.llm.model.Reply;
import io.adlib.llm.model.Usage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A model of a few million weights in this process, in plain Java. It is no assistant: it knows the
 * tasks of {@link CompactTasks} and the goods it was taught, answers in their short forms, and is
 * asked nothing else. The likeliest answer, always the same. Thread-safe.
 */
public final class SmallModel implements LanguageModel {

  private static final int MOST_WRITTEN = 200;

  private final CausalLm model;
  private final Chat chat;
  private final Kernels kernels;
  private final String fingerprint;
  private final List<String> tasks;

  /**
   * Opens a folder that {@code adlib train lm} wrote.
   *
   * @param name for the cache and people
   * @param tasks the names of those that it may be asked
   */
  public static SmallModel open(Path folder, String name, List<String> tasks) {
    try (LmFolder opened = LmFolder.open(folder)) {
      Kernels kernels = KernelChoice.best();
      return new SmallModel(
          CausalLm.of(opened, kernels), new Chat(opened.tokenizer()), kernels, name, tasks);
    }
  }

  private SmallModel(
      CausalLm model, Chat chat, Kernels kernels, String fingerprint, List<String> tasks) {
    this.model = model;
    this.chat = chat;
    this.kernels = kernels;
    this.fingerprint = fingerprint;
    this.tasks = List.copyOf(tasks);
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public Reply ask(Prompt prompt) {
    Optional<CompactTasks.Question> question =
        CompactTasks.of(prompt).filter(found -> tasks.contains(found.task().task().name()));
    if (question.isEmpty()) {
      return new Reply.Refused(
          "this small model knows "
              + String.join(", ", tasks)
              + " only; for other tasks name a server in llm.endpoint",
          true);
    }
    int[] asked = chat.prompt(List.of(new Chat.Message("user", question.get().text())));
    int room = model.shape().positions() - asked.length;
    if (room < 1) {
      return new Reply.Refused("the prompt is too long for the small model", false);
    }
    int most = Math.min(MOST_WRITTEN, room);
    var writing = new Writing(Sampling.GREEDY, Set.of(chat.end()), most);
    Writing.Written written = writing.after(model.session(asked.length + most), kernels, asked);
    String said = chat.pairs().decode(written.tokens());
    String json = question.get().json(said).orElse(said);
    var usage = new Usage(asked.length, written.tokens().length);
    return new Reply.Answered(json, Optional.of(usage), written.ended());
  }

  @Override
  public void close() {}
}
