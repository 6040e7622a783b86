package io.adlib.bench.kernel;

import io.adlib.core.Seed;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.PackedMatrix;
import io.adlib.kernel.compute.ScalarKernels;
import io.adlib.kernel.simd.MultiplyAddPeak;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Matrix products of the sizes a request needs, on one thread: GFLOP/s of the chosen kernels and of
 * the scalar twin, the share of the multiply-add peak measured in the same run, and MKL's products
 * beside them. Time is the thread's processor time, and each figure is the best of several short
 * rounds, because other work on the machine only ever slows one down.
 */
public final class KernelBenchmark {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 7;
  private static final long ROUND_NANOS = 60_000_000;
  private static final long WARM_UP_NANOS = 1_500_000_000;
  private static final int[][] SIZES = {
    {64, 128, 512}, {64, 512, 128}, {32, 128, 256}, {32, 512, 128}, {1, 128, 512}, {512, 512, 512}
  };

  private KernelBenchmark() {}

  /**
   * One size's result.
   *
   * @param gflops of the chosen kernels
   * @param scalar GFLOP/s of the scalar twin
   * @param peak GFLOP/s of the multiply-add loop
   * @param mkl of MKL in float32, called by a foreign function with weights packed before
   * @param bfloat16 of MKL in bfloat16, the conversion of the activations in the time
   * @param int8 of MKL in 8-bit integers, likewise
   */
  public record Figure(
      int rows,
      int in,
      int out,
      double gflops,
      double scalar,
      double peak,
      double mkl,
      double bfloat16,
      double int8) {
    /** Share of the peak, in [0,1] but for noise. */
    public double share() {
      return gflops / peak;
    }
  }

  /** Measures every size. */
  public static List<Figure> run() {
    var random = new Seed(7).of("kernels").generator();
    var figures = new ArrayList<Figure>();
    Kernels plain = new ScalarKernels();
    for (int[] size : SIZES) {
      double peak =
          best(repeats -> MultiplyAddPeak.loop(repeats * 1000), MultiplyAddPeak.operations(1000));
      double fast = gemm(KernelChoice.best(), size, random);
      double slow = gemm(plain, size, random);
      figures.add(natively(size, random, fast, slow, peak));
    }
    return figures;
  }

  private static Figure natively(
      int[] size, RandomGenerator random, double fast, double slow, double peak) {
    float[] x = random(random, size[0] * size[1]);
    float[] w = random(random, size[1] * size[2]);
    try (var mkl = new MklProducts(size[0], size[1], size[2], x, w)) {
      double operations = 2.0 * size[0] * size[1] * size[2];
      MklProducts.Product float32 = mkl.float32();
      float32.run();
      requireSame(mkl, size, x, w, 1e-3);
      MklProducts.Product bfloat16 = mkl.bfloat16();
      bfloat16.run();
      requireSame(mkl, size, x, w, .5);
      MklProducts.Product int8 = mkl.int8();
      return new Figure(
          size[0],
          size[1],
          size[2],
          fast,
          slow,
          peak,
          best(repeats -> repeated(float32, repeats), operations),
          best(repeats -> repeated(bfloat16, repeats), operations),
          best(repeats -> repeated(int8, repeats), operations));
    }
  }

  private static double repeated(MklProducts.Product product, int repeats) {
    double result = 0;
    for (int i = 0; i < repeats; i++) {
      result = product.run();
    }
    return result;
  }

  /** So that a layout misunderstood is not measured. */
  private static void requireSame(
      MklProducts mkl, int[] size, float[] x, float[] w, double tolerance) {
    Kernels plain = new ScalarKernels();
    float[] y = new float[size[0] * size[2]];
    PackedMatrix packed = plain.pack(w, size[1], size[2]);
    plain.gemm(size[0], x, 0, size[1], packed, new float[size[2]], y, 0, size[2]);
    double farthest = mkl.farthest(y);
    if (!(farthest < tolerance * Math.sqrt(size[1] / 128.))) {
      throw new IllegalStateException("the native product is off by " + farthest);
    }
  }

  private static double gemm(Kernels kernels, int[] size, RandomGenerator random) {
    float[] x = random(random, size[0] * size[1]);
    PackedMatrix w = kernels.pack(random(random, size[1] * size[2]), size[1], size[2]);
    float[] bias = random(random, size[2]);
    float[] y = new float[size[0] * size[2]];
    return best(
        repeats -> {
          for (int i = 0; i < repeats; i++) {
            kernels.gemm(size[0], x, 0, size[1], w, bias, y, 0, size[2]);
          }
          return y[0];
        },
        2.0 * size[0] * size[1] * size[2]);
  }

  /** GFLOP/s of the fastest round. */
  private static double best(IntToDoubleFunction work, double operations) {
    long warm = THREADS.getCurrentThreadCpuTime() + WARM_UP_NANOS;
    while (THREADS.getCurrentThreadCpuTime() < warm) {
      requireNumber(work.applyAsDouble(1));
    }
    int repeats = 1;
    double best = 0;
    for (int round = 0; round < ROUNDS; ) {
      long start = THREADS.getCurrentThreadCpuTime();
      double result = work.applyAsDouble(repeats);
      long nanos = THREADS.getCurrentThreadCpuTime() - start;
      requireNumber(result);
      if (nanos < ROUND_NANOS) {
        repeats *= 2;
      } else {
        best = Math.max(best, operations * repeats / nanos);
        round++;
      }
    }
    return best;
  }

  /** Uses a result, so that no work can be left out. */
  private static void requireNumber(double result) {
    if (Double.isNaN(result)) {
      throw new IllegalStateException("the work gave no number");
    }
  }

  private static float[] random(RandomGenerator random, int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  /** A table, a line a size. */
  public static String table(List<Figure> figures) {
    var text =
        new StringBuilder(
            "rows  in   out   GFLOP/s  scalar  ratio   peak  share    MKL  MKL bf16  MKL int8\n");
    for (Figure f : figures) {
      text.append(
          String.format(
              Locale.ROOT,
              "%4d %4d %4d %9.1f %7.1f %6.1f %6.1f %5.0f%% %6.1f %9.1f %9.1f%n",
              f.rows(),
              f.in(),
              f.out(),
              f.gflops(),
              f.scalar(),
              f.gflops() / f.scalar(),
              f.peak(),
              100 * f.share(),
              f.mkl(),
              f.bfloat16(),
              f.int8()));
    }
    return text.toString();
  }
}
