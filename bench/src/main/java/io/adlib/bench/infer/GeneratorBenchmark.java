package io.adlib.bench.infer;

import io.adlib.core.Seed;
import io.adlib.infer.generator.Generated;
import io.adlib.infer.generator.Generator;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.ScalarKernels;
import io.adlib.kernel.safetensors.SafetensorsWriter;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.format.GeneratorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Milliseconds a request on one thread: a generator of random weights, D=128, H=4, F=512, four
 * levels of 256 codes, 20,000 items of which 70 % are legal, a history of 64 positions, beam 32,
 * the best 10. Every request has its own prompt.
 */
public final class GeneratorBenchmark {

  private static final int ITEMS = 20_000;
  private static final int LENGTH = 64;
  private static final int BEAM = 32;
  private static final int PROMPTS = 100;

  private GeneratorBenchmark() {}

  /**
   * One configuration's result.
   *
   * @param name the kernels' name
   * @param median milliseconds a request
   * @param p99 milliseconds that 99 of 100 requests did not pass
   * @param cpu milliseconds of processor time a request, on average: what is left of the noise of
   *     other work on the machine
   */
  public record Figure(String name, int blocks, double median, double p99, double cpu) {}

  /** Measures 2 and 4 blocks, on the chosen kernels and on the scalar twin. */
  public static List<Figure> run(int requests) {
    var figures = new ArrayList<Figure>();
    try {
      Path file = Files.createTempFile("generator", ".safetensors");
      try {
        for (int blocks : new int[] {2, 4}) {
          var shape = new GeneratorShape(4, 256, 1024, 2, 128, 4, blocks, 512, 1, 64, LENGTH);
          SafetensorsWriter.write(file, GeneratorFile.metadata(shape), weights(shape));
          figures.add(measure(file, KernelChoice.best(), requests));
          figures.add(measure(file, new ScalarKernels(), Math.min(requests, 100)));
        }
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return figures;
  }

  private static List<Tensor> weights(GeneratorShape shape) {
    var tensors = new ArrayList<Tensor>();
    RandomGenerator random = new Seed(7).of("weights").generator();
    GeneratorFile.tensors(shape)
        .forEach(
            (name, dimensions) -> {
              double scale = name.endsWith(".weight") ? 1 / Math.sqrt((double) dimensions[0]) : 0.3;
              float[] values =
                  new float[(int) Arrays.stream(dimensions).reduce(1, (a, b) -> a * b)];
              for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * scale);
              }
              tensors.add(Tensor.of(name, values, dimensions));
            });
    return tensors;
  }

  private static Figure measure(Path file, Kernels kernels, int requests) {
    Generator generator = Generator.load(file, kernels);
    GeneratorShape shape = generator.shape();
    RandomGenerator random = new Seed(7).of("requests").generator();
    Trie trie = trie(shape, random);
    var bits = new BitSet();
    IntStream.range(0, trie.leaves()).filter(_ -> random.nextDouble() < 0.7).forEach(bits::set);
    LegalLeaves legal = LegalLeaves.of(bits);
    List<Prompt> prompts =
        IntStream.range(0, PROMPTS).mapToObj(_ -> prompt(shape, random)).toList();
    generator.warmUp(trie, Duration.ofSeconds(20));
    double[] millis = new double[requests];
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long cpu = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < requests; i++) {
      long start = System.nanoTime();
      List<Generated> found = generator.generate(prompts.get(i % PROMPTS), trie, legal, BEAM, 10);
      millis[i] = (System.nanoTime() - start) / 1e6;
      if (found.size() != 10) {
        throw new IllegalStateException("found " + found.size() + " items");
      }
    }
    cpu = threads.getCurrentThreadCpuTime() - cpu;
    Arrays.sort(millis);
    return new Figure(
        kernels.name(),
        shape.blocks(),
        millis[requests / 2],
        millis[Math.min(requests - 1, requests * 99 / 100)],
        cpu / 1e6 / requests);
  }

  /** Random paths of three levels; the fourth tells apart items that share one. */
  private static Trie trie(GeneratorShape shape, RandomGenerator random) {
    short[] codes_NL = new short[ITEMS * 4];
    var bucket = new java.util.HashMap<Integer, Integer>();
    for (int i = 0; i < ITEMS; i++) {
      int path = 0;
      for (int level = 0; level < 3; level++) {
        int code = random.nextInt(level == 0 ? shape.codes() : 32);
        codes_NL[i * 4 + level] = (short) code;
        path = path * shape.codes() + code;
      }
      codes_NL[i * 4 + 3] = (short) (bucket.merge(path, 1, Integer::sum) - 1);
    }
    List<String> names = IntStream.range(0, ITEMS).mapToObj(Integer::toString).toList();
    return Trie.of(new SemanticIds(names, 4, shape.codes(), codes_NL));
  }

  /** A user, then contents, clicks with their requests, and a request. */
  private static Prompt prompt(GeneratorShape shape, RandomGenerator random) {
    byte[] kind_T = new byte[LENGTH];
    byte[] action_T = new byte[LENGTH];
    byte[] gap_T = new byte[LENGTH];
    int[] rows_TF = new int[LENGTH * shape.rowsPerPosition()];
    for (int t = 1; t < LENGTH; t++) {
      boolean afterRequest = kind_T[t - 1] == 2;
      kind_T[t] = (byte) (t == LENGTH - 1 ? 2 : afterRequest ? 3 : 1 + random.nextInt(2));
      gap_T[t] = (byte) random.nextInt(Prompt.GAPS);
    }
    for (int i = 0; i < rows_TF.length; i++) {
      rows_TF[i] = 1 + random.nextInt(shape.rows() - 1);
    }
    return new Prompt(kind_T, action_T, gap_T, rows_TF);
  }

  /** A table, a line a configuration. */
  public static String table(List<Figure> figures) {
    var text = new StringBuilder("kernels      blocks  median ms   p99 ms   cpu ms\n");
    for (Figure f : figures) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-12s %6d %10.2f %8.2f %8.2f%n",
              f.name(),
              f.blocks(),
              f.median(),
              f.p99(),
              f.cpu()));
    }
    return text.toString();
  }
}
