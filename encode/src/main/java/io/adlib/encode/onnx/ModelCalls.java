package io.adlib.encode.onnx;

import io.adlib.core.AdlibException;
import io.adlib.core.BugException;
import io.adlib.core.EnvironmentException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Model calls on some threads at a time. */
public final class ModelCalls {

  private ModelCalls() {}

  /**
   * Runs all of them, in their order as threads become free, and returns when they have ended.
   *
   * @throws AdlibException what the first that failed threw
   * @throws EnvironmentException if this thread was interrupted; the rest is given up then
   */
  public static void run(List<? extends Runnable> calls, int threads) {
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      calls.forEach(call -> running.add(pool.submit(call)));
      pool.shutdown();
      await(running, pool);
    }
  }

  private static void await(List<Future<?>> running, ExecutorService pool) {
    try {
      for (Future<?> future : running) {
        future.get();
      }
    } catch (InterruptedException e) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
      throw new EnvironmentException("encoding was interrupted", "run it again; it resumes", e);
    } catch (ExecutionException e) {
      pool.shutdownNow();
      if (e.getCause() instanceof AdlibException known) {
        throw known;
      }
      throw new BugException("encoding failed: " + e.getCause(), "please report it", e);
    }
  }
}
