package io.adlib.app.demo;

import java.time.Instant;
import java.time.InstantSource;

/** Time in the demo market: it stands where the latest request is, and never goes back. */
public final class SimulatedClock implements InstantSource {

  private volatile Instant now;

  SimulatedClock(Instant start) {
    now = start;
  }

  /** Moves on to a moment, unless that is past. */
  synchronized void advanceTo(Instant moment) {
    if (moment.isAfter(now)) {
      now = moment;
    }
  }

  @Override
  public Instant instant() {
    return now;
  }
}
