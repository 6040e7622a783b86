package io.adlib.llm.compact;

import io.adlib.llm.model.Prompt;
import io.adlib.llm.task.Draft;
import io.adlib.llm.task.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** The tasks that have a short form. */
public final class CompactTasks {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<CompactTask<?>> ALL =
      List.of(
          new CompactRelevance(),
          new CompactQueries(),
          new CompactTags(),
          new CompactCopy(),
          new CompactProfile());

  private CompactTasks() {}

  /** Their names. */
  public static List<String> names() {
    return ALL.stream().map(compact -> compact.task().name()).toList();
  }

  /**
   * A question and how its answer is read.
   *
   * @param text what a small model is asked
   */
  public record Question(CompactTask<?> task, String text, Sheet sheet) {

    /** The answer as the full task's JSON; empty if the text is none. */
    public Optional<String> json(String answer) {
      return json(task, answer);
    }

    /** How much an answer lacks; most for a text that is none. */
    public int flaws(String answer) {
      return flaws(task, answer);
    }

    private <A> int flaws(CompactTask<A> as, String answer) {
      return as.read(answer, sheet)
          .map(said -> as.flaws(said.answer(), sheet))
          .orElse(Integer.MAX_VALUE);
    }

    private <A> Optional<String> json(CompactTask<A> as, String answer) {
      return as.read(answer, sheet)
          .map(
              said -> {
                var object = new LinkedHashMap<String, Object>();
                object.put("rationale", said.rationale());
                object.put("answer", said.answer());
                return JSON.writeValueAsString(object);
              });
    }
  }

  /** The short form of a prompt; empty if its task has none. */
  public static Optional<Question> of(Prompt prompt) {
    return ALL.stream()
        .filter(compact -> Draft.shape(compact.task()).equals(prompt.shape()))
        .filter(compact -> prompt.system().contains(compact.task().instructions().strip()))
        .findFirst()
        .map(compact -> question(compact, prompt));
  }

  private static Question question(CompactTask<?> compact, Prompt prompt) {
    Sheet sheet = Sheet.of(prompt);
    return new Question(compact, compact.question(sheet), sheet);
  }

  /**
   * A known answer in the short form.
   *
   * @throws IllegalArgumentException if the task has none
   */
  @SuppressWarnings("unchecked") // a task's name stands for its type of answer
  public static <A> String answer(Task<?, A> task, List<String> rationale, A answer) {
    return ALL.stream()
        .filter(compact -> compact.task().name().equals(task.name()))
        .findFirst()
        .map(compact -> ((CompactTask<A>) compact).write(rationale, answer))
        .orElseThrow(() -> new IllegalArgumentException(task.name() + " has no short form"));
  }
}
