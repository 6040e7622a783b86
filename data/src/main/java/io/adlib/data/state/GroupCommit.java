package io.adlib.data.state;

import io.adlib.core.AdlibException;
import io.adlib.core.EnvironmentException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One thread that writes for all: whatever waits when a write ends goes into the next write
 * together, so that one fsync serves many commits. A write that fails fails those in it, nobody
 * else. Thread-safe.
 */
final class GroupCommit implements AutoCloseable {

  /** Enough to share an fsync, small enough not to hold up the first. */
  private static final int MAX_COMMITS = 4_096;

  private static final long MAX_BYTES = 16L << 20;

  /** Makes batches durable, all of them or none. */
  interface Sink {
    void write(List<Batch> batches);
  }

  /** Either a batch to write with others, or work to do between two writes. */
  private record Waiting(Batch batch, Optional<Runnable> work, CompletableFuture<Void> done) {}

  private final Sink sink;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private final Thread writer;
  private boolean closed;

  GroupCommit(Sink sink) {
    this.sink = sink;
    this.writer = Thread.ofPlatform().name("adlib-state-writer").daemon().start(this::run);
  }

  /**
   * Returns once the batch is durable.
   *
   * @throws AdlibException if it was not written
   */
  void commit(Batch batch) {
    await(new Waiting(batch, Optional.empty(), new CompletableFuture<>()));
  }

  /** Returns once the writer has done some work while it wrote nothing. */
  void alone(Runnable work) {
    await(new Waiting(new Batch(), Optional.of(work), new CompletableFuture<>()));
  }

  private void await(Waiting waiting) {
    lock.lock();
    try {
      if (closed) {
        throw closedFailure();
      }
      queue.add(waiting);
      arrived.signal();
    } finally {
      lock.unlock();
    }
    try {
      waiting.done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof AdlibException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private void run() {
    for (List<Waiting> group = next(); !group.isEmpty(); group = next()) {
      try {
        Optional<Runnable> work = group.getFirst().work();
        if (work.isPresent()) {
          work.get().run();
        } else {
          sink.write(group.stream().map(Waiting::batch).toList());
        }
        group.forEach(waiting -> waiting.done.complete(null));
      } catch (RuntimeException | Error e) {
        group.forEach(waiting -> waiting.done.completeExceptionally(e));
      }
    }
  }

  /** Waits for commits; empty only once closed and drained. */
  private List<Waiting> next() {
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        arrived.awaitUninterruptibly();
      }
      var group = new ArrayList<Waiting>();
      long bytes = 0;
      if (!queue.isEmpty() && queue.peek().work().isPresent()) {
        return List.of(queue.remove());
      }
      while (!queue.isEmpty()
          && queue.peek().work().isEmpty()
          && group.size() < MAX_COMMITS
          && bytes < MAX_BYTES) {
        Waiting waiting = queue.remove();
        bytes += waiting.batch.bytes();
        group.add(waiting);
      }
      return group;
    } finally {
      lock.unlock();
    }
  }

  static EnvironmentException closedFailure() {
    return new EnvironmentException("the state store is closed", "the server is shutting down");
  }

  /** Writes what waits, then ends. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
