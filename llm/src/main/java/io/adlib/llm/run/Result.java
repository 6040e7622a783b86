package io.adlib.llm.run;

import io.adlib.llm.task.Verdict;
import java.util.List;

/** What became of one input. */
public sealed interface Result<A> {

  /**
   * An answer that may be used.
   *
   * @param verdict the answer and how it came about
   * @param corrections times it was asked for again
   */
  record Accepted<A>(Verdict.Accepted<A> verdict, int corrections) implements Result<A> {}

  /** Answers came, none of them could be used. */
  record Rejected<A>(List<String> reasons) implements Result<A> {}

  /** No answer came, this time. */
  record Unanswered<A>(String reason) implements Result<A> {}
}
