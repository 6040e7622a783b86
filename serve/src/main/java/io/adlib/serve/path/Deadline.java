package io.adlib.serve.path;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The time one request has, and where it went. Not thread-safe. */
final class Deadline {

  private final String request;
  private final LongSupplier ticker;
  private final long start;
  private final long budget;
  private final Map<Stage, Duration> spent = new EnumMap<>(Stage.class);

  /**
   * Starts now.
   *
   * @param request its id
   * @param ticker nanoseconds of a clock that never goes back
   */
  Deadline(String request, Duration budget, LongSupplier ticker) {
    this.request = request;
    this.ticker = ticker;
    this.budget = budget.toNanos();
    start = ticker.getAsLong();
  }

  /** Nanoseconds left; negative once it has passed. */
  long remaining() {
    return budget - elapsed();
  }

  /** Nanoseconds since the start. */
  long elapsed() {
    return ticker.getAsLong() - start;
  }

  /** Runs a stage, notes its time, and tells Flight Recorder. */
  <T> T timed(Stage stage, Supplier<T> work) {
    var event = new StageEvent();
    event.begin();
    long before = ticker.getAsLong();
    try {
      return work.get();
    } finally {
      spent.merge(stage, Duration.ofNanos(ticker.getAsLong() - before), Duration::plus);
      event.end();
      if (event.shouldCommit()) {
        event.stage = stage.text();
        event.request = request;
        event.commit();
      }
    }
  }

  /** Where time went so far. */
  Map<Stage, Duration> spent() {
    return new EnumMap<>(spent);
  }
}
