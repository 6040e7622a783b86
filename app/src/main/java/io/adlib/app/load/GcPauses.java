package io.adlib.app.load;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import jdk.jfr.consumer.RecordingStream;

/**
 * The longest garbage-collection pause of this process while it is open, by the JVM's own events,
 * whatever the collector. Thread-safe.
 */
final class GcPauses implements AutoCloseable {

  private final RecordingStream stream = new RecordingStream();
  private final AtomicLong longest = new AtomicLong();

  GcPauses() {
    stream.enable("jdk.GCPhasePause").withoutThreshold();
    stream.onEvent(
        "jdk.GCPhasePause",
        event -> longest.accumulateAndGet(event.getDuration().toNanos(), Math::max));
    stream.startAsync();
  }

  /** Ends the watch, unless the JVM, at its own end, was first, and says what it saw. */
  Duration stop() {
    try {
      stream.stop();
    } catch (IllegalStateException _) {
      // the Flight Recorder's own shutdown hook has closed it
    }
    return Duration.ofNanos(longest.get());
  }

  @Override
  public void close() {
    stream.close();
  }
}
