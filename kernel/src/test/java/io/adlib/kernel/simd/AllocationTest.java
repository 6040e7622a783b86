package io.adlib.kernel.simd;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.adlib.core.Seed;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.PackedMatrix;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Once compiled, a kernel makes no objects. Where it does, vectors are not kept in registers, and
 * it takes several times as long as it should.
 */
class AllocationTest {

  private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int CALLS = 2_000;

  /** More than enough for the compilers on a busy machine; most kernels need 10. */
  private static final int MOST_ROUNDS = 2_000;

  private static final Kernels KERNELS = new VectorKernels();

  /** No multiple of a vector's length. */
  private static final int N = 75;

  @TestFactory
  Iterable<DynamicTest> aCompiledKernelMakesNoObjects() {
    return kernels().entrySet().stream()
        .map(kernel -> DynamicTest.dynamicTest(kernel.getKey(), () -> check(kernel.getValue())))
        .toList();
  }

  private static Map<String, Runnable> kernels() {
    float[] a = random(1);
    float[] b = random(2);
    float[] c = random(3);
    float[] zeros = new float[2 * N];
    int[] narrow = new int[N];
    PackedMatrix wide = KERNELS.pack(random(N * 5 * Gemm.PANEL), N, 5 * Gemm.PANEL);
    float[] bias = new float[5 * Gemm.PANEL];
    float[] y = new float[13 * 5 * Gemm.PANEL];
    float[] x = random(13 * N);
    Map<String, Runnable> all = new TreeMap<>();
    all.put("gemm", () -> KERNELS.gemm(13, x, 0, N, wide, bias, y, 0, 5 * Gemm.PANEL));
    all.put("gemm of one row", () -> KERNELS.gemm(1, x, 0, N, wide, bias, y, 0, 5 * Gemm.PANEL));
    all.put("dot", () -> a[0] = KERNELS.dot(a, 1, b, 1, N));
    all.put("dotOfSum", () -> a[0] = KERNELS.dotOfSum(a, 1, b, 1, c, 2, N));
    all.put("dotBFloat16", () -> a[0] = KERNELS.dotBFloat16(b, 1, narrow, 1, 72));
    all.put("addBFloat16", () -> KERNELS.addBFloat16(narrow, 1, a, 1, 72));
    all.put("dotInt8", () -> a[0] = KERNELS.dotInt8(b, 1, narrow, 1, 72));
    all.put("addInt8", () -> KERNELS.addInt8(1e-3f, narrow, 1, a, 1, 72));
    all.put("squaredDistance", () -> a[0] = KERNELS.squaredDistance(a, 1, b, 1, N));
    all.put("axpy", () -> KERNELS.axpy(1e-3f, b, 1, a, 1, N));
    all.put("layerNorm", () -> KERNELS.layerNorm(b, 0, zeros, 0, c, 0, a, 1, N));
    all.put("silu", () -> KERNELS.silu(a, 1, N));
    all.put("siluGate", () -> KERNELS.siluGate(b, 1, a, 1, N));
    all.put("softmax", () -> KERNELS.softmax(a, 1, N));
    all.put("logSumExp", () -> a[0] = KERNELS.logSumExp(b, 1, N));
    all.put("argMax", () -> a[0] = KERNELS.argMax(b, 1, N));
    return all;
  }

  private static float[] random(int n) {
    var random = new Seed(n).generator();
    float[] x = new float[Math.max(n, 2 * N)];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  private static void check(Runnable kernel) {
    long made = Long.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS && made > 0; round++) {
      long before = THREAD.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        kernel.run();
      }
      made = THREAD.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(made).as("bytes in %,d calls", CALLS).isZero();
  }
}
