package io.adlib.app.bench;

import com.sun.management.ThreadMXBean;
import io.adlib.core.EnvironmentException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.infer.generator.Generated;
import io.adlib.infer.generator.Generator;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.RowPrecision;
import io.adlib.learn.generator.LibtorchServing;
import io.adlib.learn.torch.Torch;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The generator in plain Java against libtorch, on the same weights, tries and prompts, request by
 * request in turn, on one thread. Nine ads in ten are legal.
 *
 * @param requests of each
 * @param precision how our side keeps vectors of items and attributes; libtorch has them exactly
 * @param seed of weights, semantic IDs and prompts
 */
public record ServingBench(int requests, RowPrecision precision, long seed, Progress progress) {

  private static final int BEAM = 32;
  private static final int BEST = 10;
  private static final int CODES = 256;
  private static final int DEPTH = 4;
  private static final int PROMPTS = 200;
  private static final double LEGAL = .9;

  /** Of the level of which all nodes are compared at once, as the training's presets have it. */
  private static final int JOINT_NODES = 16_384;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * What was measured for one width and number of items.
   *
   * @param joint codes chosen at once
   * @param ours_ms milliseconds a request
   * @param libtorch_ms the same of libtorch
   * @param ratio_p50 how many times as long libtorch takes at the median
   * @param ratio_p99 the same of what 99 of 100 requests do not pass
   * @param identical_share of requests whose ten best are the same items in the same order
   * @param gemm_peak_share of the machine's float32 peak that our matrix products reach
   * @param ours_cpu_ms processor time a request, which other work on the machine touches least
   * @param libtorch_cpu_ms the same of libtorch
   * @param ratio_cpu_p50 their ratio at the median
   * @param ours_kib allocated a request; more than a few mean that vectors became objects
   */
  @SuppressWarnings("MemberName") // names of the JSON
  public record Row(
      int width,
      int items,
      int joint,
      Percentiles ours_ms,
      Percentiles libtorch_ms,
      double ratio_p50,
      double ratio_p99,
      double identical_share,
      double gemm_peak_share,
      Percentiles ours_cpu_ms,
      Percentiles libtorch_cpu_ms,
      double ratio_cpu_p50,
      double ratio_cpu_p99,
      double ours_kib) {}

  /** A measurement's result, with the machine's part in it. */
  public record Report(String kernels, String libtorch, int requests, long seed, List<Row> rows) {}

  /** Measures each width with each number of items. */
  public Report run(List<Integer> widths, List<Integer> items) {
    String libtorch = Torch.start(1);
    var rows = new ArrayList<Row>();
    for (int n : items) {
      Seed ids = new Seed(seed).of(n);
      SemanticIds semanticIds = RandomIds.of(n, CODES, ids);
      Trie trie = Trie.of(semanticIds);
      LegalLeaves legal = legal(trie, ids.of("legal").generator());
      for (int width : widths) {
        rows.add(row(width, trie, legal));
      }
    }
    return new Report(KernelChoice.best().name(), libtorch, requests, seed, List.copyOf(rows));
  }

  static LegalLeaves legal(Trie trie, RandomGenerator random) {
    var bits = new BitSet(trie.leaves());
    for (int leaf = 0; leaf < trie.leaves(); leaf++) {
      bits.set(leaf, random.nextDouble() < LEGAL);
    }
    return LegalLeaves.of(bits);
  }

  static int joint(Trie trie) {
    int joint = 1;
    while (joint < trie.depth() && trie.nodes(joint + 1) <= JOINT_NODES) {
      joint++;
    }
    return joint;
  }

  private Row row(int width, Trie trie, LegalLeaves legal) {
    int joint = joint(trie);
    var made = MadeUpGenerator.of(width, DEPTH, CODES, joint, new Seed(seed));
    Path file = temporary();
    try {
      made.write(file);
      Generator ours = Generator.load(file, KernelChoice.best(), precision);
      try (var libtorch = new LibtorchServing(file, trie, KernelChoice.best())) {
        ours.warmUp(trie, Duration.ofSeconds(30));
        List<Prompt> prompts = made.prompts(PROMPTS);
        for (Prompt prompt : prompts) {
          var _ = libtorch.generate(prompt, legal, BEAM, BEST);
          var _ = ours.generate(prompt, trie, legal, BEAM, BEST);
        }
        return measured(width, joint, trie, legal, ours, libtorch, prompts);
      }
    } finally {
      delete(file);
    }
  }

  private Row measured(
      int width,
      int joint,
      Trie trie,
      LegalLeaves legal,
      Generator ours,
      LibtorchServing libtorch,
      List<Prompt> prompts) {
    var mine = new Times(requests);
    var theirs = new Times(requests);
    int identical = 0;
    String name = "D=%d, %,d items".formatted(width, trie.leaves());
    try (var task = progress.start(name, requests)) {
      for (int i = 0; i < requests; i++) {
        Prompt prompt = prompts.get(i % prompts.size());
        mine.start();
        List<Generated> found = ours.generate(prompt, trie, legal, BEAM, BEST);
        mine.stop(i);
        theirs.start();
        int[] expected = libtorch.generate(prompt, legal, BEAM, BEST);
        theirs.stop(i);
        int[] items = found.stream().mapToInt(Generated::item).toArray();
        identical += Arrays.equals(items, expected) ? 1 : 0;
        task.advance(1);
      }
    }
    Percentiles wall = Percentiles.of(mine.wall);
    Percentiles wallOfTorch = Percentiles.of(theirs.wall);
    Percentiles cpu = Percentiles.of(mine.cpu);
    Percentiles cpuOfTorch = Percentiles.of(theirs.cpu);
    Percentiles ratio = wallOfTorch.over(wall);
    Percentiles cpuRatio = cpuOfTorch.over(cpu);
    return new Row(
        width,
        trie.leaves(),
        joint,
        wall,
        wallOfTorch,
        ratio.p50(),
        ratio.p99(),
        Math.round(1e4 * identical / requests) / 1e4,
        GemmShare.of(KernelChoice.best(), width),
        cpu,
        cpuOfTorch,
        cpuRatio.p50(),
        cpuRatio.p99(),
        Math.round(10 * mine.bytes / 1024.0 / requests) / 10.0);
  }

  /** Wall and processor milliseconds and bytes of one side. Not thread-safe. */
  private static final class Times {
    final double[] wall;
    final double[] cpu;
    private long wallStart;
    private long cpuStart;
    private long bytesStart;
    private long bytes;

    Times(int count) {
      wall = new double[count];
      cpu = new double[count];
    }

    void start() {
      bytesStart = THREADS.getCurrentThreadAllocatedBytes();
      cpuStart = THREADS.getCurrentThreadCpuTime();
      wallStart = System.nanoTime();
    }

    void stop(int i) {
      wall[i] = (System.nanoTime() - wallStart) / 1e6;
      cpu[i] = (THREADS.getCurrentThreadCpuTime() - cpuStart) / 1e6;
      bytes += THREADS.getCurrentThreadAllocatedBytes() - bytesStart;
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempFile("generator", ".safetensors");
    } catch (IOException e) {
      throw new EnvironmentException(
          "no temporary file can be made: " + e.getMessage(), "free some space", e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new EnvironmentException(file + " cannot be deleted", "delete it by hand", e);
    }
  }
}
