package io.adlib.llm.task.copy;

/** How copy speaks. */
public enum Style {
  /** Says what it is. */
  INFORMATIVE,
  /** Says what it does for the reader. */
  BENEFIT,
  /** Makes one smile. */
  PLAYFUL,
  /** Asks what the reader asks. */
  QUESTION
}
