package io.adlib.serve.path;

/** The parts of the request path, each timed. */
public enum Stage {
  /** Waiting for a turn. */
  QUEUE,
  STATE,
  ELIGIBILITY,
  RECALL,
  RANK,
  AUCTION,
  EXPOSURE;

  /** The stage's name outside. */
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
