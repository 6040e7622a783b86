package io.adlib.kernel.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import io.adlib.kernel.compute.HalfMatrix;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.NearestRows;
import io.adlib.kernel.compute.ScalarKernels;
import java.util.Arrays;
import java.util.function.BiConsumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Every fast kernel says what its scalar twin says, at sizes that fit no vector. */
class VectorKernelsTest {

  private static final Kernels FAST = new VectorKernels();
  private static final Kernels PLAIN = new ScalarKernels();

  private static float[] random(long seed, int n) {
    var random = new Seed(seed).generator();
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  private static void assertClose(float[] actual, float[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i])
          .as("index %d", i)
          .isCloseTo(expected[i], within(tolerance * (1 + Math.abs(expected[i]))));
    }
  }

  @Property(tries = 300)
  void gemm(
      @ForAll long seed,
      @ForAll @IntRange(max = 21) int rows,
      @ForAll @IntRange(max = 70) int in,
      @ForAll @IntRange(min = 1, max = 300) int out,
      @ForAll @IntRange(max = 3) int slack) {
    int xStride = in + slack;
    int yStride = out + 2 * slack;
    float[] x = random(seed, slack + rows * xStride);
    float[] w = random(seed + 1, in * out);
    float[] bias = random(seed + 2, out);
    float[] y = random(seed + 3, slack + rows * yStride);
    float[] expected = y.clone();
    FAST.gemm(rows, x, slack, xStride, FAST.pack(w, in, out), bias, y, slack, yStride);
    for (int r = 0; r < rows; r++) {
      for (int o = 0; o < out; o++) {
        double sum = bias[o];
        for (int i = 0; i < in; i++) {
          sum += (double) x[slack + r * xStride + i] * w[i * out + o];
        }
        expected[slack + r * yStride + o] = (float) sum;
      }
    }
    assertClose(y, expected, 2e-5);
    PLAIN.gemm(rows, x, slack, xStride, PLAIN.pack(w, in, out), bias, y, slack, yStride);
    assertClose(y, expected, 2e-5);
  }

  @Property(tries = 300)
  void gemmOfHalfTheMemory(
      @ForAll long seed,
      @ForAll @IntRange(max = 21) int rows,
      @ForAll @IntRange(max = 70) int in,
      @ForAll @IntRange(min = 1, max = 300) int out,
      @ForAll @IntRange(max = 3) int slack) {
    int xStride = in + slack;
    int yStride = out + 2 * slack;
    float[] x = random(seed, slack + rows * xStride);
    float[] w = random(seed + 1, in * out);
    for (int i = 0; i < w.length; i++) {
      w[i] = Float.intBitsToFloat(Float.floatToRawIntBits(w[i]) & 0xffff0000);
    }
    float[] y = random(seed + 3, slack + rows * yStride);
    float[] expected = y.clone();
    float[] zeros = new float[out];
    PLAIN.gemm(rows, x, slack, xStride, PLAIN.pack(w, in, out), zeros, expected, slack, yStride);
    for (Kernels kernels : new Kernels[] {FAST, PLAIN}) {
      HalfMatrix half = HalfMatrix.of(kernels.pack(w, in, out)).orElseThrow();
      float[] found = y.clone();
      kernels.gemm(rows, x, slack, xStride, half, found, slack, yStride);
      assertClose(found, expected, 2e-5);
    }
  }

  @Test
  void whatHalfTheMemoryCannotHoldExactlyIsNotHalved() {
    assertThat(HalfMatrix.of(FAST.pack(new float[] {1, .1f}, 1, 2))).isEmpty();
    assertThat(HalfMatrix.of(FAST.pack(new float[] {1, -.125f}, 1, 2))).isPresent();
  }

  @Property(tries = 200)
  void packingTheTransposeIsTransposingBeforePacking(
      @ForAll long seed, @ForAll @IntRange(max = 40) int in, @ForAll @IntRange(max = 80) int out) {
    float[] w_OI = random(seed, in * out);
    float[] w_IO = new float[in * out];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        w_IO[i * out + o] = w_OI[o * in + i];
      }
    }
    assertThat(FAST.packTransposed(w_OI, in, out).data())
        .containsExactly(FAST.pack(w_IO, in, out).data());
  }

  @Property(tries = 300)
  void vectors(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 200) int n,
      @ForAll @IntRange(max = 5) int at) {
    float[] a = random(seed, at + n + 3);
    float[] b = random(seed + 1, n + 3);
    assertThat((double) FAST.dot(a, at, b, 1, n))
        .isCloseTo(PLAIN.dot(a, at, b, 1, n), within(1e-4));
    assertThat((double) FAST.dotOfSum(a, at, b, 1, b, 3, n))
        .isCloseTo(PLAIN.dotOfSum(a, at, b, 1, b, 3, n), within(1e-3));
    assertThat((double) FAST.squaredDistance(a, at, b, 1, n))
        .isCloseTo(PLAIN.squaredDistance(a, at, b, 1, n), within(1e-3));
    assertThat((double) FAST.logSumExp(a, at, n))
        .isCloseTo(PLAIN.logSumExp(a, at, n), within(1e-5));
    assertThat(FAST.argMax(a, at, n)).isEqualTo(PLAIN.argMax(a, at, n));
    assertSame(a, (kernels, x) -> kernels.axpy(1.5f, b, 2, x, at, n));
    assertSame(a, (kernels, x) -> kernels.siluGate(b, 1, x, at, n));
    assertSame(a, (kernels, x) -> kernels.silu(x, at, n));
    assertSame(a, (kernels, x) -> kernels.softmax(x, at, n));
  }

  @Property(tries = 300)
  void narrowNumbers(
      @ForAll long seed,
      @ForAll @IntRange(max = 60) int quarter,
      @ForAll @IntRange(max = 5) int at) {
    int n = 4 * quarter;
    float[] a = random(seed, at + n);
    int[] bytes = new Seed(seed).of("bytes").generator().ints(3 + n / 4).toArray();
    assertThat((double) FAST.dotInt8(a, at, bytes, 3, n))
        .isCloseTo(PLAIN.dotInt8(a, at, bytes, 3, n), within(2e-2));
    assertSame(a, (kernels, x) -> kernels.addInt8(1.5f, bytes, 3, x, at, n));
    float[] b = random(seed + 1, 3 + n);
    int[] pairs = new int[3 + n / 2];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = Float.floatToRawIntBits(b[i]) & 0xffff0000 | Float.floatToRawIntBits(b[i]) >>> 16;
    }
    assertThat((double) FAST.dotBFloat16(a, at, pairs, 3, n))
        .isCloseTo(PLAIN.dotBFloat16(a, at, pairs, 3, n), within(1e-4));
    assertSame(a, (kernels, x) -> kernels.addBFloat16(pairs, 3, x, at, n));
  }

  /** Each kernel begins at the same numbers, so no rounding of another's is in what it is asked. */
  private static void assertSame(float[] from, BiConsumer<Kernels, float[]> change) {
    float[] fast = from.clone();
    float[] plain = from.clone();
    change.accept(FAST, fast);
    change.accept(PLAIN, plain);
    assertClose(fast, plain, 1e-6);
  }

  @Property(tries = 200)
  void layerNorm(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 150) int n,
      @ForAll @IntRange(max = 5) int at) {
    float[] x = random(seed, n + at);
    float[] gain = random(seed + 1, n + at);
    float[] bias = random(seed + 2, n);
    float[] fast = new float[n + 1];
    float[] plain = new float[n + 1];
    FAST.layerNorm(x, at, gain, at, bias, 0, fast, 1, n);
    PLAIN.layerNorm(x, at, gain, at, bias, 0, plain, 1, n);
    assertClose(fast, plain, 1e-4);
  }

  @Test
  void exponentialsKeepTheirAccuracyAndNeverOverflow() {
    float[] x = new float[4001];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i - 2000) * 0.0873f / 2;
    }
    float[] y = x.clone();
    FAST.silu(y, 0, y.length);
    for (int i = 0; i < x.length; i++) {
      double exact = x[i] / (1 + Math.exp(-x[i]));
      assertThat((double) y[i]).isCloseTo(exact, within(1e-30 + 4e-7 * Math.abs(exact)));
    }
    float[] far = {-1e9f, -200, 0, 200, 1e9f};
    FAST.silu(far, 0, far.length);
    assertClose(far, new float[] {0, 0, 0, 200, 1e9f}, 1e-6);
    float[] gap = {1000, -1000};
    FAST.softmax(gap, 0, 2);
    assertClose(gap, new float[] {1, 0}, 1e-6);
  }

  @Property(tries = 100)
  void nearestRowIsTheNearest(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 90) int count,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(max = 150) int n) {
    float[] rows = random(seed, count * width);
    float[] x = random(seed + 1, (n + 2) * width);
    int[] nearest = new int[n + 2];
    float[] distance = new float[n + 2];
    Arrays.fill(nearest, -1);
    new NearestRows(FAST, rows, count, width).find(x, 1, n, nearest, distance);
    assertThat(nearest[0]).isEqualTo(-1);
    assertThat(nearest[n + 1]).isEqualTo(-1);
    for (int i = 1; i <= n; i++) {
      float best = Float.MAX_VALUE;
      for (int c = 0; c < count; c++) {
        best = Math.min(best, PLAIN.squaredDistance(x, i * width, rows, c * width, width));
      }
      float found = PLAIN.squaredDistance(x, i * width, rows, nearest[i] * width, width);
      assertThat((double) found).isCloseTo(best, within(1e-3));
      assertThat((double) distance[i]).isCloseTo(best, within(1e-3));
    }
  }
}
