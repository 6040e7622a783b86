package io.adlib.llm.compact;

import io.adlib.llm.task.Task;
import java.util.List;
import java.util.Optional;

/**
 * A task's short form. The question is made of the full prompt, so that a model learns from the
 * very prompts that it will be asked. Immutable and thread-safe.
 *
 * @param <A> the task's answer
 */
public interface CompactTask<A> {

  /** The task. */
  Task<?, A> task();

  /** The question, a line or a few; begins with the task's name. */
  String question(Sheet prompt);

  /** A known answer, as the model shall write it. */
  String write(List<String> rationale, A answer);

  /** What the model wrote, as the task's answer; empty if it is no answer. */
  Optional<Said<A>> read(String text, Sheet prompt);

  /**
   * How much an answer lacks, as far as a program can tell without its input; 0 for nothing. Of a
   * few drafts the one with the fewest flaws is kept.
   */
  default int flaws(A answer, Sheet prompt) {
    return 0;
  }

  /** A rationale and an answer. */
  record Said<A>(List<String> rationale, A answer) {
    public Said {
      rationale = List.copyOf(rationale);
    }
  }
}
