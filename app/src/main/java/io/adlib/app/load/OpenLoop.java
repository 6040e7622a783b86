package io.adlib.app.load;

import io.adlib.app.load.LoadTarget.Answer;
import io.adlib.app.load.LoadTarget.Outcome;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Sends requests at a steady rate, whether or not the earlier ones were answered, as people do. A
 * latency is counted from the moment a request should have been sent, so that a server that stalls
 * cannot hide the wait of those behind it (coordinated omission). Each request has a virtual thread
 * of its own. Thread-safe.
 *
 * @param target what is loaded
 * @param ticker nanoseconds of a clock that never goes back
 * @param pause waits for so many nanoseconds
 */
public record OpenLoop(LoadTarget target, LongSupplier ticker, LongConsumer pause) {

  /** Requests without an answer, beyond which a further one fails at once: the client's limit. */
  private static final int MOST_OPEN = 10_000;

  private static final long SECOND = 1_000_000_000L;

  /** On the machine's clock. */
  public OpenLoop(LoadTarget target) {
    this(target, System::nanoTime, LockSupport::parkNanos);
  }

  /** Hears once a second how far a run is. */
  @FunctionalInterface
  public interface Watch {
    /** So many requests were sent. */
    void sent(int count);
  }

  /**
   * Sends {@code count} requests at {@code rate} a second and waits for their answers. Once the
   * thread is interrupted it sends no more, and still waits for those it sent.
   *
   * @param body of the i-th request
   * @return seconds from the first intended sending to the last answer
   */
  public double run(
      double rate, int count, IntFunction<String> body, LoadTally tally, Watch watch) {
    var open = new Semaphore(MOST_OPEN);
    var answers = new Phaser(1);
    long start = ticker.getAsLong();
    long told = start;
    int sent = 0;
    for (; sent < count; sent++) {
      long intended = start + Math.round(sent * (SECOND / rate));
      for (long now = ticker.getAsLong(); now < intended && goesOn(); now = ticker.getAsLong()) {
        pause.accept(intended - now);
      }
      if (!goesOn()) {
        break;
      }
      if (intended - told >= SECOND) {
        told = intended;
        watch.sent(sent);
      }
      String request = body.apply(sent);
      if (open.tryAcquire()) {
        answers.register();
        Thread.startVirtualThread(
            () -> {
              Answer answer = target.ask(request);
              tally.record(answer, ticker.getAsLong() - intended);
              open.release();
              answers.arriveAndDeregister();
            });
      } else {
        tally.record(new Answer(Outcome.FAILED, ""), ticker.getAsLong() - intended);
      }
    }
    answers.arriveAndAwaitAdvance();
    watch.sent(sent);
    return (ticker.getAsLong() - start) / 1e9;
  }

  private static boolean goesOn() {
    return !Thread.currentThread().isInterrupted();
  }
}
