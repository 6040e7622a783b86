package io.adlib.app.bench;

import io.adlib.core.Seed;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.PackedMatrix;
import io.adlib.kernel.simd.MultiplyAddPeak;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Which share of the machine's float32 multiply-add peak the matrix products of a request reach, on
 * one thread. Time is the thread's processor time, each figure the best of several rounds, since
 * other work on the machine only ever slows one down.
 */
final class GemmShare {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** So many rounds without a faster one: the compiler may still be at work. */
  private static final int ROUNDS = 25;

  private static final long ROUND_NANOS = 20_000_000;
  private static final long WARM_UP_NANOS = 400_000_000;

  private GemmShare() {}

  /**
   * Of all products that one request needs, a history of 64 and 32 beams, weighed by their work.
   */
  static double of(Kernels kernels, int width) {
    int f = 4 * width;
    int[][] sizes = {
      {64, width, 2 * width},
      {64, width, 2 * width},
      {64, width, width},
      {64, width, f},
      {64, f, width},
      {64, width, 2 * width},
      {32, width, f},
      {32, f, width},
      {32, width, f},
      {32, f, width}
    };
    RandomGenerator random = new Seed(7).of("gemm").generator();
    double operations = 0;
    double nanos = 0;
    for (int[] size : sizes) {
      double work = 2.0 * size[0] * size[1] * size[2];
      operations += work;
      nanos += work / perNano(product(kernels, size, random), work);
    }
    double peak = perNano(n -> MultiplyAddPeak.loop(1000 * n), MultiplyAddPeak.operations(1000));
    return Math.round(operations / nanos / peak * 1e4) / 1e4;
  }

  private static IntToDoubleFunction product(Kernels kernels, int[] size, RandomGenerator random) {
    float[] x = random(random, size[0] * size[1]);
    PackedMatrix w = kernels.pack(random(random, size[1] * size[2]), size[1], size[2]);
    float[] bias = random(random, size[2]);
    float[] y = new float[size[0] * size[2]];
    return repeats -> {
      for (int i = 0; i < repeats; i++) {
        kernels.gemm(size[0], x, 0, size[1], w, bias, y, 0, size[2]);
      }
      return y[0];
    };
  }

  /** Milliseconds of one product. */
  static double millis(Kernels kernels, int rows, int in, int out) {
    double work = 2.0 * rows * in * out;
    RandomGenerator random = new Seed(7).of("gemm").generator();
    return work / perNano(product(kernels, new int[] {rows, in, out}, random), work) / 1e6;
  }

  /** Operations a nanosecond of the fastest round. */
  private static double perNano(IntToDoubleFunction work, double operations) {
    double sink = 0;
    long warm = THREADS.getCurrentThreadCpuTime() + WARM_UP_NANOS;
    while (THREADS.getCurrentThreadCpuTime() < warm) {
      sink += work.applyAsDouble(1);
    }
    int repeats = 1;
    double best = 0;
    for (int round = 0; round < ROUNDS; ) {
      long start = THREADS.getCurrentThreadCpuTime();
      sink += work.applyAsDouble(repeats);
      long nanos = THREADS.getCurrentThreadCpuTime() - start;
      if (nanos < ROUND_NANOS) {
        repeats *= 2;
      } else {
        double rate = operations * repeats / nanos;
        round = rate > 1.02 * best ? 0 : round + 1;
        best = Math.max(best, rate);
      }
    }
    if (Double.isNaN(sink)) {
      throw new IllegalStateException("the work gave no number");
    }
    return best;
  }

  private static float[] random(RandomGenerator random, int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }
}
