package io.adlib.llm.model;

/**
 * A text that must not be seen: it prints as stars, and only {@link #reveal} gives it away.
 * Immutable.
 */
public final class Secret {

  private final String value;

  /** Keeps a text. */
  public Secret(String value) {
    this.value = value;
  }

  /** Whether there is one at all. */
  public boolean isBlank() {
    return value.isBlank();
  }

  /** The text itself, for the one place that sends it. */
  String reveal() {
    return value;
  }

  /** A message with every appearance of this secret taken out. */
  String removeFrom(String message) {
    return isBlank() ? message : message.replace(value, "…");
  }

  @Override
  public String toString() {
    return "***";
  }
}
