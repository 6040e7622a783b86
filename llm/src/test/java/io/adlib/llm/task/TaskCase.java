package io.adlib.llm.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.llm.Answers;
import java.util.List;

/** What the tests of all tasks ask: what a prompt holds, what becomes of an answer. */
public final class TaskCase<I, A> {

  private static final Draft.Limits LIMITS = new Draft.Limits(3000, 0);
  private final Task<I, A> task;
  private final I input;

  private TaskCase(Task<I, A> task, I input) {
    this.task = task;
    this.input = input;
  }

  public static <I, A> TaskCase<I, A> of(Task<I, A> task, I input) {
    return new TaskCase<>(task, input);
  }

  /** The user's part of the prompt. */
  public String prompt() {
    return draft().prompt().user();
  }

  public Draft draft() {
    return Draft.of(task, input, LIMITS);
  }

  /** Judges an answer given as JSON, a rationale put around it. */
  public Verdict<A> judge(String answer) {
    return judge(new Canaries(), Answers.of(answer));
  }

  /** Judges a whole text among other prompts. */
  public Verdict<A> judge(Canaries canaries, String text) {
    return new Verifier(canaries).check(task, input, draft(), text);
  }

  public A accepted(String answer) {
    Verdict<A> verdict = judge(answer);
    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    return ((Verdict.Accepted<A>) verdict).answer();
  }

  /** The reasons for which an answer is refused; none if it is accepted. */
  public List<String> reasons(String answer) {
    return judge(answer) instanceof Verdict.Rejected<A>(List<String> reasons) ? reasons : List.of();
  }

  public Judged<I, A> judged(String answer) {
    return new Judged<>(input, accepted(answer));
  }
}
