package io.adlib.learn.training;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Throughput and time left, counted from this start, not from earlier ones. */
final class Pace {

  private final InstantSource clock;
  private final Instant begin;
  private final long firstStep;
  private long predictions;

  Pace(long firstStep, InstantSource clock) {
    this.firstStep = firstStep;
    this.clock = clock;
    begin = clock.instant();
  }

  void count(int more) {
    predictions += more;
  }

  /**
   * @param share of the whole training that is done
   */
  String note(TrainingState state, double share) {
    double seconds = Math.max(1e-3, Duration.between(begin, clock.instant()).toMillis() / 1000.0);
    var note =
        new StringBuilder(
            String.format("loss %.3f · %,.0f positions/s", state.loss(), predictions / seconds));
    if (state.bestStep() > 0) {
      note.append(String.format(" · best %.4f", state.bestValidation()));
    }
    if (share > 0 && state.step() > firstStep) {
      long left = Math.round(state.elapsed().toMillis() / 1000.0 * (1 - share) / share);
      note.append(
          left >= 90 ? " · " + Math.round(left / 60.0) + " min left" : " · " + left + " s left");
    }
    return note.toString();
  }
}
