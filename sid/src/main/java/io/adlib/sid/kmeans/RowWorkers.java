package io.adlib.sid.kmeans;

import io.adlib.core.AdlibException;
import io.adlib.core.BugException;
import io.adlib.core.EnvironmentException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs work on blocks of rows on several threads. The blocks do not depend on the number of
 * threads, so neither does a result that is made block by block.
 */
final class RowWorkers implements AutoCloseable {

  /** Work on rows {@code [from, to)}. */
  interface Rows {
    void work(int from, int to);
  }

  private final ExecutorService pool;

  RowWorkers(int threads) {
    pool = Executors.newFixedThreadPool(threads);
  }

  void forEach(int rows, int block, Rows work) {
    List<Future<?>> running = new ArrayList<>();
    for (int from = 0; from < rows; from += block) {
      int start = from;
      int end = Math.min(from + block, rows);
      running.add(pool.submit(() -> work.work(start, end)));
    }
    try {
      for (Future<?> future : running) {
        future.get();
      }
    } catch (InterruptedException e) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
      throw new EnvironmentException("k-means was interrupted", "run it again", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AdlibException known) {
        throw known;
      }
      throw new BugException("k-means failed: " + e.getCause(), "please report it", e);
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
