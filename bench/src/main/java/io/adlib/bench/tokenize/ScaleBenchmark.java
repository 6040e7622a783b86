package io.adlib.bench.tokenize;

import com.sun.management.OperatingSystemMXBean;
import io.adlib.core.PeakMemory;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.kernel.simd.MultiplyAddPeak;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.health.Health;
import io.adlib.sid.health.LevelHealth;
import io.adlib.sid.kmeans.KMeansSettings;
import io.adlib.sid.tokenize.Tokenizer;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Residual k-means of many generated vectors of 384 numbers into 3×1024 codes, from nothing to
 * semantic IDs with their health: seconds, processor seconds, peak resident memory. One run a
 * process, as the peak is the process's. Arguments: vectors, threads, seed.
 */
public final class ScaleBenchmark {

  private static final int DIMENSION = 384;
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private ScaleBenchmark() {}

  /** Prints what each step took. */
  public static void main(String[] arguments) {
    int n = Integer.parseInt(arguments[0]);
    int threads = Integer.parseInt(arguments[1]);
    var seed = new Seed(Long.parseLong(arguments[2]));
    System.out.printf(Locale.ROOT, "multiply-add peak, one thread: %.0f GFLOP/s%n", peak());
    List<String> ids = IntStream.range(0, n).mapToObj(Integer::toString).toList();
    List<String> none = Collections.nCopies(n, "");
    var items = new ItemVectors(ids, none, none, new GeneratedVectors(n, DIMENSION, seed));
    KMeansSettings settings = KMeansSettings.DEFAULT.shape(3, 1024).onThreads(threads);
    long wall = System.nanoTime();
    long cpu = SYSTEM.getProcessCpuTime();
    Health health = Tokenizer.fit(items, settings, seed, new Steps()).health();
    System.out.printf(
        Locale.ROOT,
        "%,d vectors, %d threads: %.0f s, %.0f processor seconds, peak resident %d MiB%n",
        n,
        threads,
        (System.nanoTime() - wall) / 1e9,
        (SYSTEM.getProcessCpuTime() - cpu) / 1e9,
        PeakMemory.mebibytes().orElse(-1));
    System.out.printf(
        Locale.ROOT,
        "collisions %.2f %%, largest bucket %d",
        100 * health.collisionRate(),
        health.largestBucket());
    for (LevelHealth level : health.levels()) {
      System.out.printf(
          Locale.ROOT,
          "; level %d: used %.2f %%, perplexity %.0f, PAS %.3f, error %.4f",
          level.level(),
          100 * level.utilisation(),
          level.perplexity(),
          level.similarity(),
          level.error());
    }
    System.out.println();
  }

  private static double peak() {
    double best = 0;
    for (int run = 0; run < 20; run++) {
      long begin = System.nanoTime();
      float sink = MultiplyAddPeak.loop(2_000_000);
      double seconds = (System.nanoTime() - begin) / 1e9 + (Float.isNaN(sink) ? 1 : 0);
      best = Math.max(best, MultiplyAddPeak.operations(2_000_000) / seconds / 1e9);
    }
    return best;
  }

  /** Says what each piece of work took. */
  private static final class Steps implements Progress {
    @Override
    public Task start(String name, long total) {
      long wall = System.nanoTime();
      long cpu = SYSTEM.getProcessCpuTime();
      return new Task() {
        @Override
        public void advance(long steps) {}

        @Override
        public void note(String text) {}

        @Override
        public void close() {
          System.out.printf(
              Locale.ROOT,
              "  %s: %.1f s, %.1f processor seconds%n",
              name,
              (System.nanoTime() - wall) / 1e9,
              (SYSTEM.getProcessCpuTime() - cpu) / 1e9);
        }
      };
    }
  }
}
