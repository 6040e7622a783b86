package io.adlib.bench.training;

import io.adlib.core.Seed;
import io.adlib.learn.generator.Generator;
import io.adlib.learn.generator.GeneratorRegularisation;
import io.adlib.learn.generator.GeneratorTraining;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Validation;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The generator's training step as a share of the machine's sgemm peak. Both are measured in turns
 * in one run, on one thread and by that thread's processor time, so that other work on the machine
 * weighs on both alike. The market is made up: items with random codes, sequences of a public data
 * set's lengths.
 *
 * <pre>java … io.adlib.bench.training.TrainingSpeed [width] [items] [rounds]</pre>
 */
public final class TrainingSpeed {

  private static final int BATCH = 256;
  private static final int STEPS = 3;
  private static final int SIDE = 1024;
  private static final int PRODUCTS = 12;
  private static final Seed SEED = new Seed(1);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final Map<String, String> PARTS = new LinkedHashMap<>();

  static {
    PARTS.put("SoftmaxHead.gradients", "first choice: logits, softmax and both gradients");
    PARTS.put("RowSums.backward", "gradient of the table's rows");
    PARTS.put("RowSums.of", "lookups in the table");
    PARTS.put("Dropout.apply", "dropout's masks");
    PARTS.put("PackedAttention.attend", "attention, forward");
    PARTS.put("Generator.encode", "blocks, forward, without the two above");
    PARTS.put("SiblingSoftmax.of", "later codes: softmaxes");
    PARTS.put("GeneratorLoss.backward", "later codes and the graph's backward pass");
    PARTS.put("AdamW.step", "optimizer");
    PARTS.put("Parameters.clipGradients", "gradients' norm");
    PARTS.put("Parameters.clearGradients", "gradients to zero");
  }

  private TrainingSpeed() {}

  /** Prints one table a precision. */
  public static void main(String[] args) {
    int width = args.length > 0 ? Integer.parseInt(args[0]) : 256;
    int items = args.length > 1 ? Integer.parseInt(args[1]) : 12_000;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 8;
    System.out.println(Torch.start(1));
    for (Precision precision : Precision.values()) {
      run(width, items, rounds, precision);
    }
  }

  private static void run(int width, int items, int rounds, Precision precision) {
    SemanticIds ids = ids(items);
    Trie trie = Trie.of(ids);
    var shape =
        new GeneratorShape(
            ids.depth(), ids.codesPerLevel(), 8 * items, 3, width, 4, 2, 2 * width, 1, 64, 50);
    List<TrainingSequence> sequences =
        IntStream.range(0, BATCH * STEPS * 4)
            .mapToObj(u -> TrainingSequence.ofItems(history(u, items), ids, shape))
            .flatMap(List::stream)
            .toList();
    var regularisation = new GeneratorRegularisation(.5, .5, .2, precision);
    try (var model = new Generator(shape, SEED);
        var optimizer = new AdamW(model.parameters(), new AdamW.Settings(.9, .999, 1e-8, 0))) {
      var training =
          new GeneratorTraining(model, sequences, ids, trie, regularisation, _ -> Validation.of(0));
      var measured = new Measured(training, optimizer, sequences, shape, trie);
      measured.step(0);
      peak();
      double best = 0;
      double steps = 0;
      List<Double> shares = new ArrayList<>();
      try (var samples = new StackSamples(Thread.currentThread(), PARTS)) {
        for (int round = 0; round < rounds; round++) {
          double sgemm = peak();
          double step = measured.steps(round);
          best = Math.max(best, sgemm);
          steps += step / rounds;
          shares.add(step / sgemm);
        }
        report(precision, model, best, steps, shares, measured.products, samples);
      }
    }
  }

  private static void report(
      Precision precision,
      Generator model,
      double sgemm,
      double steps,
      List<Double> shares,
      Products products,
      StackSamples samples) {
    double[] sorted = shares.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    System.out.printf(
        "%n%s, %,d weights: products %.1f, sgemm at best %.1f thousand million operations a processor"
            + " second; share, median of %d rounds %.0f %% (from %.0f to %.0f %%)%n",
        precision,
        model.parameters().count(),
        steps / 1e9,
        sgemm / 1e9,
        sorted.length,
        100 * sorted[sorted.length / 2],
        100 * sorted[0],
        100 * sorted[sorted.length - 1]);
    System.out.println("operations: " + products);
    double outside = 0;
    List<StackSamples.Share> all = samples.shares();
    for (StackSamples.Share share : all) {
      outside += share.part().equals("other") ? share.share() : 0;
    }
    for (StackSamples.Share share : all) {
      if (!share.part().equals("other")) {
        System.out.printf("  %4.1f %%  %s%n", 100 * share.share() / (1 - outside), share.part());
      }
    }
  }

  /** Operations a processor second of square float32 products. */
  private static double peak() {
    float[] values = new float[SIDE * SIDE];
    RandomGenerator random = SEED.generator();
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return Torch.stepWithoutGradient(
        () -> {
          Tensor a = Tensor.of(values, SIDE, SIDE);
          a.matmul(a);
          long begin = THREADS.getCurrentThreadCpuTime();
          for (int i = 0; i < PRODUCTS; i++) {
            a.matmul(a);
          }
          return PRODUCTS
              * 2.0
              * SIDE
              * SIDE
              * SIDE
              * 1e9
              / (THREADS.getCurrentThreadCpuTime() - begin);
        });
  }

  /** A training whose steps are counted and timed. */
  private static final class Measured {

    private final GeneratorTraining training;
    private final AdamW optimizer;
    private final List<TrainingSequence> sequences;
    private final GeneratorShape shape;
    private final Trie trie;
    private Products products = new Products(0, 0, 0, 0);

    Measured(
        GeneratorTraining training,
        AdamW optimizer,
        List<TrainingSequence> sequences,
        GeneratorShape shape,
        Trie trie) {
      this.training = training;
      this.optimizer = optimizer;
      this.sequences = sequences;
      this.shape = shape;
      this.trie = trie;
    }

    void step(int number) {
      int from = number % (training.examples() / BATCH) * BATCH;
      training.parameters().clearGradients();
      training.gradients(IntStream.range(from, from + BATCH).toArray(), SEED.of(number));
      training.parameters().clipGradients(5);
      optimizer.step(1e-3);
    }

    /** Operations a processor second over a few steps. */
    double steps(int round) {
      Products done = new Products(0, 0, 0, 0);
      long begin = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < STEPS; i++) {
        step(round * STEPS + i);
      }
      long end = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < STEPS; i++) {
        int from = (round * STEPS + i) % (training.examples() / BATCH) * BATCH;
        done = done.plus(Products.of(sequences.subList(from, from + BATCH), shape, trie));
      }
      products = products.plus(done);
      return done.all() * 1e9 / (end - begin);
    }
  }

  private static SemanticIds ids(int items) {
    RandomGenerator random = SEED.of("codes").generator();
    short[] codes = new short[items * 4];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (short) random.nextInt(256);
    }
    List<String> names = IntStream.range(0, items).mapToObj(Integer::toString).toList();
    return new SemanticIds(names, 4, 256, codes);
  }

  /** From 3 to 50 items, mostly few, some nine on average. */
  private static int[] history(int user, int items) {
    RandomGenerator random = SEED.of("history").of(user).generator();
    int length = (int) Math.min(50, 3 - 6 * Math.log(1 - random.nextDouble()));
    int[] history = new int[length];
    Arrays.setAll(history, _ -> random.nextInt(items));
    return history;
  }
}
