package io.adlib.app.load;

/** Answers the requests of a load. Thread-safe. */
@FunctionalInterface
public interface LoadTarget {

  /** What became of one request. */
  enum Outcome {
    /** Ads. */
    FILLED,
    /** An answer without ads, for want of any that may be shown. */
    EMPTY,
    /** Turned away, or no bid for want of time: the server said so. */
    SHED,
    /** Anything else: an error, or no answer at all. */
    FAILED
  }

  /**
   * An answer.
   *
   * @param steps what was left out for want of time, comma-separated; mostly empty
   */
  record Answer(Outcome outcome, String steps) {}

  /** Asks and waits for the answer; never throws. */
  Answer ask(String request);
}
