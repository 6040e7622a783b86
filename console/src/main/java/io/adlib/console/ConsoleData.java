package io.adlib.console;

import java.util.List;
import java.util.Optional;

/** What the pages show. Thread-safe; each call answers from memory. */
public interface ConsoleData {

  /** The market now. */
  LiveView live();

  /** The latest requests, newest first, at most 50. */
  List<RequestLine> requests();

  /** The campaigns whose budgets are spread over the day, by id. */
  List<PacingLine> pacing();

  /** How a request was answered, while it is remembered. */
  Optional<Explanation> explain(String request);

  /** The semantic IDs of the ads, to the level that pages can draw. */
  SidNode sidTree();

  /**
   * The ads whose path begins with a prefix; all ads for the empty one.
   *
   * @param path codes joined by {@code -}
   */
  Optional<SidAds> adsUnder(String path);
}
