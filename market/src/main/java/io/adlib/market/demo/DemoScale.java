package io.adlib.market.demo;

import io.adlib.core.InputException;
import java.time.Duration;
import java.time.Instant;

/**
 * How large a demo market is.
 *
 * @param users at least 1
 * @param ads at least one for each of the 40 categories
 * @param contents at least one for each of the 40 categories
 * @param days length of the event history, at least 1
 * @param start when the history begins; live traffic begins {@code days} later
 */
public record DemoScale(int users, int ads, int contents, int days, Instant start) {

  private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");

  /** The market of {@code adlib demo}. */
  public static final DemoScale FULL = new DemoScale(10_000, 4_000, 3_000, 14, NOVEMBER);

  /** For tests. */
  public static final DemoScale TINY = new DemoScale(300, 400, 240, 4, NOVEMBER);

  public DemoScale {
    if (users < 1 || ads < Lexicon.CATEGORIES || contents < Lexicon.CATEGORIES || days < 1) {
      throw new InputException(
          "a demo market of "
              + users
              + " users, "
              + ads
              + " ads, "
              + contents
              + " contents and "
              + days
              + " days",
          "give at least 1 user, 40 ads, 40 contents and 1 day");
    }
  }

  /** When the history ends and live traffic begins. */
  public Instant liveStart() {
    return start.plus(Duration.ofDays(days));
  }
}
