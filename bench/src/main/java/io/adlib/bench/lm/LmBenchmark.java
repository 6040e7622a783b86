package io.adlib.bench.lm;

import io.adlib.core.Seed;
import io.adlib.infer.lm.Session;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.lm.LmFolder;
import io.adlib.kernel.lm.LmFolderWriter;
import io.adlib.kernel.lm.LmShape;
import io.adlib.kernel.safetensors.Dtype;
import io.adlib.learn.lm.CachedReading;
import io.adlib.learn.lm.CausalLm;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Torch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One thread reads a prompt of 128 tokens and writes 64, greedily, with a cache of keys and values
 * on both sides: plain Java on the process's kernels, and libtorch with MKL, on the same random
 * weights, kept in bfloat16 as checkpoints are. Rounds of the two take turns, so that other work on
 * the machine hits both.
 */
public final class LmBenchmark {

  private static final int PROMPT = 128;
  private static final int WRITTEN = 64;

  private LmBenchmark() {}

  /**
   * One side's result; medians over rounds of the thread's processor time.
   *
   * @param prefill milliseconds to read the prompt
   * @param token milliseconds to write a token
   */
  public record Figure(String model, long parameters, String side, double prefill, double token) {}

  /** Reads tokens, gives the next one's logits. */
  private interface Reader {
    float[] read(int... tokens);
  }

  private record Round(double prefill, double token, int[] text) {}

  /** Measures all models. */
  public static List<Figure> run(int rounds) {
    Map<String, LmShape> shapes = new LinkedHashMap<>();
    shapes.put("2 M", LmShape.small(2048, 192, 4, 6, 2, 512, 512));
    shapes.put("13 M", LmShape.small(8192, 384, 6, 6, 2, 1024, 512));
    Torch.start(1);
    var figures = new ArrayList<Figure>();
    shapes.forEach((name, shape) -> figures.addAll(measure(name, shape, rounds)));
    return figures;
  }

  private static int[] written(Map<String, List<Round>> all, String name) {
    return Objects.requireNonNull(all.get(name)).getLast().text();
  }

  private static List<Figure> measure(String name, LmShape shape, int rounds) {
    try {
      Path folder = Files.createTempDirectory("lm");
      LmFolderWriter.whole(shape, Set.of(), Optional.empty(), Dtype.BF16)
          .write(folder, weight -> random(shape, weight));
      Kernels kernels = KernelChoice.best();
      var ours = io.adlib.infer.lm.CausalLm.open(folder, kernels);
      try (LmFolder read = LmFolder.open(folder);
          CausalLm full = CausalLm.read(read, Precision.FLOAT32, Optional.empty(), new Seed(1));
          CausalLm half = CausalLm.read(read, Precision.BFLOAT16, Optional.empty(), new Seed(1))) {
        Map<String, List<Round>> all = new LinkedHashMap<>();
        for (int r = 0; r < rounds + rounds / 2; r++) {
          Session session = ours.session(PROMPT + WRITTEN);
          add(all, kernels.name(), round(session::read));
          try (var reading = new CachedReading(full, PROMPT + WRITTEN)) {
            add(all, "libtorch float32", round(reading::read));
          }
          try (var reading = new CachedReading(half, PROMPT + WRITTEN)) {
            add(all, "libtorch bfloat16", round(reading::read));
          }
        }
        if (!Arrays.equals(written(all, kernels.name()), written(all, "libtorch float32"))) {
          throw new IllegalStateException("the two write different texts");
        }
        return all.entrySet().stream()
            .map(e -> figure(name, shape, e.getKey(), e.getValue(), rounds))
            .toList();
      } finally {
        try (var files = Files.list(folder)) {
          for (Path file : files.toList()) {
            Files.delete(file);
          }
        }
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(Map<String, List<Round>> all, String side, Round round) {
    all.computeIfAbsent(side, _ -> new ArrayList<>()).add(round);
  }

  private static float[] random(LmShape shape, String name) {
    long[] dimensions = shape.tensors().getOrDefault(name, new long[0]);
    float[] values = new float[(int) Arrays.stream(dimensions).reduce(1, (a, b) -> a * b)];
    var random = new Seed(7).of(name).generator();
    double scale = dimensions.length == 1 ? 0 : 1.5 / Math.sqrt((double) dimensions[1]);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((dimensions.length == 1 ? 1 : 0) + scale * random.nextGaussian());
    }
    return values;
  }

  private static Round round(Reader reader) {
    int[] prompt = new Seed(3).generator().ints(PROMPT, 0, 2048).toArray();
    long start = cpu();
    float[] logits = reader.read(prompt);
    long read = cpu();
    int[] text = new int[WRITTEN];
    for (int i = 0; i < WRITTEN; i++) {
      text[i] = best(logits);
      logits = reader.read(text[i]);
    }
    return new Round((read - start) / 1e6, (cpu() - read) / 1e6 / WRITTEN, text);
  }

  private static int best(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** Rounds before the last {@code rounds} warm up. */
  private static Figure figure(
      String name, LmShape shape, String side, List<Round> all, int rounds) {
    List<Round> measured = all.subList(all.size() - rounds, all.size());
    return new Figure(
        name,
        shape.parameters(),
        side,
        median(measured.stream().mapToDouble(Round::prefill).toArray()),
        median(measured.stream().mapToDouble(Round::token).toArray()));
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /** A table, a line a figure. */
  public static String table(List<Figure> figures) {
    var text =
        new StringBuilder("model        parameters  side               prefill ms  token ms\n");
    for (Figure f : figures) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-12s %,10d  %-18s %10.2f %9.3f%n",
              f.model(),
              f.parameters(),
              f.side(),
              f.prefill(),
              f.token()));
    }
    return text.toString();
  }
}
