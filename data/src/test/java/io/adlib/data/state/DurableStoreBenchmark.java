package io.adlib.data.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Durable commits a second; not part of the tests, run by name. See benchmarks/durable-store.md.
 */
class DurableStoreBenchmark {

  private static final long MEASURE_NANOS = 4_000_000_000L;
  private static final byte[] VALUE = new byte[200];
  @TempDir Path folder;

  @Test
  void commitsASecondByConcurrency() throws Exception {
    System.out.println(fsync());
    try (var store = DurableStore.open(folder.resolve("store"), Set.of("a", "b"))) {
      measure(store, 64);
      System.out.println(
          "| threads | commits/s | p50 ms | p99 ms | max ms |\n|---|---|---|---|---|");
      for (int threads : new int[] {1, 8, 64, 256}) {
        System.out.println(measure(store, threads));
      }
    }
  }

  private String fsync() throws IOException {
    var times = new ArrayList<Long>();
    try (var file =
        FileChannel.open(
            folder.resolve("raw"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < 300; i++) {
        long start = System.nanoTime();
        file.write(ByteBuffer.allocate(512));
        file.force(false);
        times.add(System.nanoTime() - start);
      }
    }
    return "raw append of 512 bytes and fsync: " + line(times);
  }

  private static String line(List<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "%.2f | %.2f | %.2f",
        sorted[sorted.length / 2] / 1e6,
        sorted[(int) (sorted.length * 0.99)] / 1e6,
        Arrays.stream(sorted).max().orElse(0) / 1e6);
  }

  private static String measure(DurableStore store, int threads) throws InterruptedException {
    var stop = new AtomicBoolean();
    var times = new ConcurrentLinkedQueue<Long>();
    var workers = new ArrayList<Thread>();
    long begin = System.nanoTime();
    for (int t = 0; t < threads; t++) {
      String prefix = threads + "-" + t + "-";
      workers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; !stop.get(); i++) {
                      byte[] key = (prefix + i).getBytes(UTF_8);
                      long start = System.nanoTime();
                      store.commit(new Batch().put("a", key, VALUE).put("b", key, key));
                      long now = System.nanoTime();
                      times.add(now - start);
                      if (now - begin > MEASURE_NANOS) {
                        stop.set(true);
                      }
                    }
                  }));
    }
    for (Thread worker : workers) {
      worker.join();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    return String.format(
        Locale.ROOT,
        "| %d | %.0f | %s |",
        threads,
        times.size() / seconds,
        line(List.copyOf(times)));
  }
}
