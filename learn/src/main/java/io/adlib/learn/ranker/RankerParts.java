package io.adlib.learn.ranker;

import java.util.stream.IntStream;

/**
 * Impressions by what they are for.
 *
 * @param train to learn clicks from
 * @param stop say when to stop that
 * @param day calibrate it
 * @param trainClicks those of {@code train} that were clicked, to learn conversions from
 * @param stopClicks the same of {@code stop}
 * @param lateClicks of {@code stop} and {@code day}, to calibrate conversions
 */
record RankerParts(
    Examples train,
    Examples stop,
    Examples day,
    Examples trainClicks,
    Examples stopClicks,
    Examples lateClicks) {

  /**
   * Of impressions in memory, in order of time.
   *
   * @param stop the first that says when to stop
   * @param day the first that calibrates
   * @param end the first that is not looked at
   */
  static RankerParts of(Impressions data, int stop, int day, int end) {
    return new RankerParts(
        new ListedExamples(data, IntStream.range(0, stop).toArray()),
        new ListedExamples(data, IntStream.range(stop, day).toArray()),
        new ListedExamples(data, IntStream.range(day, end).toArray()),
        new ListedExamples(data, clicked(data, 0, stop)),
        new ListedExamples(data, clicked(data, stop, day)),
        new ListedExamples(data, clicked(data, stop, end)));
  }

  private static int[] clicked(Impressions data, int from, int to) {
    return IntStream.range(from, to).filter(data::isClicked).toArray();
  }
}
