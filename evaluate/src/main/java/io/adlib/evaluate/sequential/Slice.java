package io.adlib.evaluate.sequential;

/** A part of the cases that has lines of its own in every report. */
public enum Slice {
  /** Every case. */
  ALL("all"),
  /** The target stood in training. */
  WARM("warm"),
  /** The target is an item that nothing was learnt of. */
  COLD("cold");

  private final String text;

  Slice(String text) {
    this.text = text;
  }

  /** The name outside. */
  public String text() {
    return text;
  }

  /** Whether a case of this target belongs to it. */
  boolean holds(ColdItems cold, int target) {
    return switch (this) {
      case ALL -> true;
      case WARM -> !cold.contains(target);
      case COLD -> cold.contains(target);
    };
  }
}
