package io.adlib.bench.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a thread is, looked at again and again from another one: native work counts for the Java
 * method that called it.
 */
final class StackSamples implements AutoCloseable {

  private static final long EVERY_MILLIS = 3;
  private final Thread watched;
  private final Map<String, String> partByFrame;
  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private final Thread sampler;
  private volatile boolean open = true;

  /**
   * Starts looking.
   *
   * @param partByFrame what to call the time below a frame, {@code Class.method}; the innermost
   *     frame that is named counts
   */
  StackSamples(Thread watched, Map<String, String> partByFrame) {
    this.watched = watched;
    this.partByFrame = partByFrame;
    partByFrame.values().forEach(part -> counts.put(part, 0));
    sampler = Thread.ofPlatform().daemon().name("stack samples").start(this::look);
  }

  private void look() {
    while (open) {
      counts.merge(part(watched.getStackTrace()), 1, Integer::sum);
      java.util.concurrent.locks.LockSupport.parkNanos(EVERY_MILLIS * 1_000_000);
    }
  }

  private String part(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      String type = frame.getClassName();
      String part =
          partByFrame.get(type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName());
      if (part != null) {
        return part;
      }
    }
    return "other";
  }

  /** A part's share of the samples. */
  record Share(String part, double share) {}

  /** Stops looking; the parts in the order they were named, then what is in none. */
  List<Share> shares() {
    close();
    double all = Math.max(1, counts.values().stream().mapToInt(Integer::intValue).sum());
    var shares = new ArrayList<Share>();
    counts.forEach((part, count) -> shares.add(new Share(part, count / all)));
    return shares;
  }

  @Override
  public void close() {
    open = false;
    try {
      sampler.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
