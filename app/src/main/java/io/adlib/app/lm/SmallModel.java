package io.adlib.app.lm;

import io.adlib.core.Seed;
import io.adlib.infer.lm.CausalLm;
import io.adlib.infer.lm.Sampling;
import io.adlib.infer.lm.Session;
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
 * asked nothing else. The likeliest answer, or if that lacks what a program can tell, the best of
 * it and a few draws; always the same. Thread-safe.
 */
public final class SmallModel implements LanguageModel {

  private static final int MOST_WRITTEN = 200;

  /** Drafts beside the likeliest one; asked for only while all have flaws. */
  private static final int DRAWS = 4;

  private static final double TEMPERATURE = .7;

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
    Draft best = best(question.get(), asked, Math.min(MOST_WRITTEN, room));
    String json = question.get().json(best.text()).orElse(best.text());
    var usage = new Usage(asked.length, best.written());
    return new Reply.Answered(json, Optional.of(usage), best.ended());
  }

  /**
   * One of the answers that the model wrote.
   *
   * @param written tokens, of all drafts in the end
   */
  private record Draft(String text, boolean ended, int flaws, int written) {}

  private Draft best(CompactTasks.Question question, int[] asked, int most) {
    Session session = model.session(asked.length + most);
    Draft best = draft(question, session, Sampling.GREEDY, most, asked);
    int written = best.written();
    Seed draws = new Seed(0).of(question.text());
    for (int draw = 0; draw < DRAWS && best.flaws() > 0; draw++) {
      session.rewind(asked.length - 1);
      Sampling sampling = new Sampling(TEMPERATURE, 1, draws.of(draw));
      Draft next = draft(question, session, sampling, most, asked[asked.length - 1]);
      written += next.written();
      best = next.flaws() < best.flaws() ? next : best;
    }
    return new Draft(best.text(), best.ended(), best.flaws(), written);
  }

  private Draft draft(
      CompactTasks.Question question, Session session, Sampling sampling, int most, int... from) {
    var writing = new Writing(sampling, Set.of(chat.end()), most);
    Writing.Written written = writing.after(session, kernels, from);
    String text = chat.pairs().decode(written.tokens());
    int flaws = written.ended() ? question.flaws(text) : Integer.MAX_VALUE;
    return new Draft(text, written.ended(), flaws, written.tokens().length);
  }

  @Override
  public void close() {}
}
