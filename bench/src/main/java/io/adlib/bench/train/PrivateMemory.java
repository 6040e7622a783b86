package io.adlib.bench.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The most memory of its own that this process has resident while it is watched, in MiB: without
 * the pages of mapped files, which the system takes back when it needs them (Linux {@code
 * RssAnon}). Looked at ten times a second by a thread of its own.
 */
final class PrivateMemory implements AutoCloseable {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final long TENTH_NANOS = 100_000_000;
  private final AtomicLong peak = new AtomicLong();
  private final Thread watcher = Thread.ofPlatform().daemon().start(this::watch);

  private void watch() {
    while (!Thread.currentThread().isInterrupted()) {
      peak.accumulateAndGet(now(), Math::max);
      LockSupport.parkNanos(TENTH_NANOS);
    }
  }

  private static long now() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("RssAnon:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(-1);
    } catch (IOException _) {
      return -1;
    }
  }

  long peakMebibytes() {
    return peak.get();
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
