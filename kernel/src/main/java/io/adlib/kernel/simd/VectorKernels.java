package io.adlib.kernel.simd;

import static jdk.incubator.vector.FloatVector.fromArray;

import io.adlib.kernel.compute.HalfMatrix;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.PackedMatrix;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels on the Vector API, in the machine's preferred width. Sums are taken in several lanes
 * and fused multiply-adds, so results differ from the scalar twin's by rounding only. Stateless and
 * thread-safe.
 */
public final class VectorKernels implements Kernels {

  static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  static final int LANES = S.length();
  private static final float EPSILON = 1e-5f;

  /** Bits a vector. */
  public static int bits() {
    return S.vectorBitSize();
  }

  @Override
  public String name() {
    return "vector-" + bits();
  }

  @Override
  public int panel() {
    return Gemm.PANEL;
  }

  @Override
  public void gemm(
      int rows,
      float[] x,
      int xAt,
      int xStride,
      PackedMatrix w,
      float[] bias,
      float[] y,
      int yAt,
      int yStride) {
    Gemm.run(rows, x, xAt, xStride, w, bias, y, yAt, yStride);
  }

  @Override
  public void gemm(
      int rows, float[] x, int xAt, int xStride, HalfMatrix w, float[] y, int yAt, int yStride) {
    HalfGemm.run(rows, x, xAt, xStride, w, y, yAt, yStride);
  }

  @Override
  public float dot(float[] a, int aAt, float[] b, int bAt, int n) {
    FloatVector s0 = FloatVector.zero(S);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i <= n - 4 * LANES; i += 4 * LANES) {
      s0 = fromArray(S, a, aAt + i).fma(fromArray(S, b, bAt + i), s0);
      s1 = fromArray(S, a, aAt + i + LANES).fma(fromArray(S, b, bAt + i + LANES), s1);
      s2 = fromArray(S, a, aAt + i + 2 * LANES).fma(fromArray(S, b, bAt + i + 2 * LANES), s2);
      s3 = fromArray(S, a, aAt + i + 3 * LANES).fma(fromArray(S, b, bAt + i + 3 * LANES), s3);
    }
    for (; i <= n - LANES; i += LANES) {
      s0 = fromArray(S, a, aAt + i).fma(fromArray(S, b, bAt + i), s0);
    }
    float sum = s0.add(s1).add(s2.add(s3)).reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      sum += a[aAt + i] * b[bAt + i];
    }
    return sum;
  }

  @Override
  public float dotOfSum(float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int n) {
    FloatVector s0 = FloatVector.zero(S);
    FloatVector s1 = s0;
    int i = 0;
    for (; i <= n - 2 * LANES; i += 2 * LANES) {
      s0 = fromArray(S, a, aAt + i).fma(fromArray(S, b, bAt + i).add(fromArray(S, c, cAt + i)), s0);
      s1 =
          fromArray(S, a, aAt + i + LANES)
              .fma(fromArray(S, b, bAt + i + LANES).add(fromArray(S, c, cAt + i + LANES)), s1);
    }
    for (; i <= n - LANES; i += LANES) {
      s0 = fromArray(S, a, aAt + i).fma(fromArray(S, b, bAt + i).add(fromArray(S, c, cAt + i)), s0);
    }
    float sum = s0.add(s1).reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      sum += a[aAt + i] * (b[bAt + i] + c[cAt + i]);
    }
    return sum;
  }

  @Override
  public float dotBFloat16(float[] a, int aAt, int[] b, int bAt, int n) {
    return Narrow.dotBFloat16(a, aAt, b, bAt, n);
  }

  @Override
  public void addBFloat16(int[] x, int xAt, float[] y, int yAt, int n) {
    Narrow.addBFloat16(x, xAt, y, yAt, n);
  }

  @Override
  public float dotInt8(float[] a, int aAt, int[] b, int bAt, int n) {
    return Narrow.dotInt8(a, aAt, b, bAt, n);
  }

  @Override
  public void addInt8(float alpha, int[] x, int xAt, float[] y, int yAt, int n) {
    Narrow.addInt8(alpha, x, xAt, y, yAt, n);
  }

  @Override
  public float squaredDistance(float[] a, int aAt, float[] b, int bAt, int n) {
    FloatVector s0 = FloatVector.zero(S);
    FloatVector s1 = s0;
    int i = 0;
    for (; i <= n - 2 * LANES; i += 2 * LANES) {
      FloatVector d0 = fromArray(S, a, aAt + i).sub(fromArray(S, b, bAt + i));
      FloatVector d1 = fromArray(S, a, aAt + i + LANES).sub(fromArray(S, b, bAt + i + LANES));
      s0 = d0.fma(d0, s0);
      s1 = d1.fma(d1, s1);
    }
    for (; i <= n - LANES; i += LANES) {
      FloatVector d0 = fromArray(S, a, aAt + i).sub(fromArray(S, b, bAt + i));
      s0 = d0.fma(d0, s0);
    }
    float sum = s0.add(s1).reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      float d = a[aAt + i] - b[bAt + i];
      sum += d * d;
    }
    return sum;
  }

  @Override
  public void axpy(float alpha, float[] x, int xAt, float[] y, int yAt, int n) {
    FloatVector factor = FloatVector.broadcast(S, alpha);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      fromArray(S, x, xAt + i).fma(factor, fromArray(S, y, yAt + i)).intoArray(y, yAt + i);
    }
    for (; i < n; i++) {
      y[yAt + i] += alpha * x[xAt + i];
    }
  }

  @Override
  public void layerNorm(
      float[] x,
      int xAt,
      float[] gain,
      int gainAt,
      float[] bias,
      int biasAt,
      float[] y,
      int yAt,
      int n) {
    float mean = sum(x, xAt, n) / n;
    FloatVector centre = FloatVector.broadcast(S, mean);
    FloatVector squares = FloatVector.zero(S);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector d = fromArray(S, x, xAt + i).sub(centre);
      squares = d.fma(d, squares);
    }
    float total = squares.reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      total += (x[xAt + i] - mean) * (x[xAt + i] - mean);
    }
    float scale = (float) (1 / Math.sqrt(total / n + EPSILON));
    for (i = 0; i <= n - LANES; i += LANES) {
      fromArray(S, x, xAt + i)
          .sub(centre)
          .mul(scale)
          .fma(fromArray(S, gain, gainAt + i), fromArray(S, bias, biasAt + i))
          .intoArray(y, yAt + i);
    }
    for (; i < n; i++) {
      y[yAt + i] = (x[xAt + i] - mean) * scale * gain[gainAt + i] + bias[biasAt + i];
    }
  }

  private static float sum(float[] x, int at, int n) {
    FloatVector sums = FloatVector.zero(S);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      sums = sums.add(fromArray(S, x, at + i));
    }
    float sum = sums.reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      sum += x[at + i];
    }
    return sum;
  }

  @Override
  public void silu(float[] x, int at, int n) {
    Exp.silu(x, at, x, at, n, false);
  }

  @Override
  public void siluGate(float[] x, int xAt, float[] y, int yAt, int n) {
    Exp.silu(x, xAt, y, yAt, n, true);
  }

  @Override
  public void softmax(float[] x, int at, int n) {
    scale(x, at, n, 1 / Exp.sum(x, at, n, max(x, at, n), true));
  }

  private static void scale(float[] x, int at, int n, float factor) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      fromArray(S, x, at + i).mul(factor).intoArray(x, at + i);
    }
    for (; i < n; i++) {
      x[at + i] *= factor;
    }
  }

  @Override
  public float logSumExp(float[] x, int at, int n) {
    float max = max(x, at, n);
    return (float) (max + Math.log(Exp.sum(x, at, n, max, false)));
  }

  private static float max(float[] x, int at, int n) {
    Objects.checkFromIndexSize(at, n, x.length);
    FloatVector best = FloatVector.broadcast(S, x[at]);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      best = best.max(fromArray(S, x, at + i));
    }
    float max = best.reduceLanes(VectorOperators.MAX);
    for (; i < n; i++) {
      max = Math.max(max, x[at + i]);
    }
    return max;
  }

  @Override
  public int argMax(float[] x, int at, int n) {
    float max = max(x, at, n);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      VectorMask<Float> found = fromArray(S, x, at + i).compare(VectorOperators.EQ, max);
      if (found.anyTrue()) {
        return i + found.firstTrue();
      }
    }
    while (i < n - 1 && x[at + i] != max) {
      i++;
    }
    return i;
  }
}
