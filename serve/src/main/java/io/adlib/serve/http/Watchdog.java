package io.adlib.serve.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how long a blocking read may take: a thread that is not done in time is interrupted, which
 * closes the socket it reads from. Thread-safe.
 */
final class Watchdog implements AutoCloseable {

  private final ScheduledThreadPoolExecutor timer;

  Watchdog() {
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("http-watchdog").factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Something that reads. */
  @FunctionalInterface
  interface Read<T> {
    T read() throws IOException;
  }

  /** Runs a read on this thread. */
  <T> T within(Duration limit, Read<T> read) throws IOException {
    var patient = new Patient(Thread.currentThread());
    ScheduledFuture<?> bite =
        timer.schedule(patient::interrupt, limit.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return read.read();
    } catch (IOException | UncheckedIOException e) {
      if (patient.done()) {
        throw new SocketTimeoutException("the client took longer than " + limit);
      }
      throw e;
    } finally {
      bite.cancel(false);
      patient.done();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** The reading thread; interrupted at most once, and never after it is done. */
  private static final class Patient {
    private final Thread thread;
    private boolean done;
    private boolean interrupted;

    Patient(Thread thread) {
      this.thread = thread;
    }

    synchronized void interrupt() {
      if (!done) {
        interrupted = true;
        thread.interrupt();
      }
    }

    /** Ends the watch and clears the interrupt; whether there was one. */
    synchronized boolean done() {
      done = true;
      if (interrupted) {
        Thread.interrupted();
      }
      return interrupted;
    }
  }
}
