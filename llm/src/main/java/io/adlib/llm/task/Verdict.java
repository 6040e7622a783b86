package io.adlib.llm.task;

import java.util.List;

/** What a verifier thinks of a model's answer. */
public sealed interface Verdict<A> {

  /**
   * It may be used.
   *
   * @param answer the structured answer
   * @param rationale the steps that led to it
   * @param repairs what was mended in its form
   */
  record Accepted<A>(A answer, List<String> rationale, List<String> repairs)
      implements Verdict<A> {}

  /** It may not; the reasons quote nothing of it, so that they can be told to the model. */
  record Rejected<A>(List<String> reasons) implements Verdict<A> {
    public Rejected {
      reasons = List.copyOf(reasons);
    }
  }
}
