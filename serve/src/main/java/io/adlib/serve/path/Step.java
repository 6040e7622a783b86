package io.adlib.serve.path;

/** What is left out when the deadline nears, in this order; named in the answer and the metrics. */
public enum Step {
  /** The generator keeps fewer prefixes. */
  NARROW_BEAM("narrow-beam"),
  /** The generator rests; what it proposed last time stands in. */
  CACHED_CANDIDATES("cached-candidates"),
  /** Nothing cached either: only popular ads. */
  POPULARITY("popularity"),
  /** No time is left for an answer. */
  NO_BID("no-bid"),
  /** More ask than can be answered in time: turned away at once. */
  SHED("shed");

  private final String text;

  Step(String text) {
    this.text = text;
  }

  /** The step's name outside. */
  public String text() {
    return text;
  }
}
