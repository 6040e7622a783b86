package io.adlib.console;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The market at a moment, and its last minutes.
 *
 * @param release that answers
 * @param currency of all revenue
 * @param now over the last seconds
 * @param steps what was left out for want of time, and how often
 */
public record LiveView(
    String release,
    Instant time,
    String currency,
    Totals totals,
    Rates now,
    History history,
    List<StepCount> steps) {
  public LiveView {
    steps = List.copyOf(steps);
  }

  /**
   * Since the server started.
   *
   * @param slots places asked for
   * @param positions places sold
   * @param revenue charged, decimal
   */
  public record Totals(
      long requests,
      long slots,
      long positions,
      long impressions,
      long clicks,
      long conversions,
      String revenue) {}

  /**
   * The latest figures; a rate whose denominator is zero is absent.
   *
   * @param ctr clicks an impression
   * @param fill places sold of those asked for
   */
  public record Rates(
      double requestsPerSecond,
      OptionalDouble ctr,
      double revenuePerMinute,
      OptionalDouble fill,
      OptionalDouble p50Millis,
      OptionalDouble p99Millis) {}

  /**
   * The same figures, a value a second, oldest first; absent where there is none.
   *
   * @param seconds since 1970
   */
  public record History(
      List<Long> seconds,
      List<Double> requestsPerSecond,
      List<OptionalDouble> ctr,
      List<Double> revenuePerMinute,
      List<OptionalDouble> fill,
      List<OptionalDouble> p50Millis,
      List<OptionalDouble> p99Millis) {}

  /** Requests that took a degradation step. */
  public record StepCount(String name, long requests) {}
}
