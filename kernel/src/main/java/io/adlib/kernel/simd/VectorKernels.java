package io.adlib.kernel.simd;

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
  public float dot(float[] a, int aAt, float[] b, int bAt, int n) {
    FloatVector s0 = FloatVector.zero(S);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i <= n - 4 * LANES; i += 4 * LANES) {
      s0 = at(a, aAt + i).fma(at(b, bAt + i), s0);
      s1 = at(a, aAt + i + LANES).fma(at(b, bAt + i + LANES), s1);
      s2 = at(a, aAt + i + 2 * LANES).fma(at(b, bAt + i + 2 * LANES), s2);
      s3 = at(a, aAt + i + 3 * LANES).fma(at(b, bAt + i + 3 * LANES), s3);
    }
    for (; i <= n - LANES; i += LANES) {
      s0 = at(a, aAt + i).fma(at(b, bAt + i), s0);
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
      s0 = at(a, aAt + i).fma(at(b, bAt + i).add(at(c, cAt + i)), s0);
      s1 = at(a, aAt + i + LANES).fma(at(b, bAt + i + LANES).add(at(c, cAt + i + LANES)), s1);
    }
    for (; i <= n - LANES; i += LANES) {
      s0 = at(a, aAt + i).fma(at(b, bAt + i).add(at(c, cAt + i)), s0);
    }
    float sum = s0.add(s1).reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      sum += a[aAt + i] * (b[bAt + i] + c[cAt + i]);
    }
    return sum;
  }

  @Override
  public float squaredDistance(float[] a, int aAt, float[] b, int bAt, int n) {
    FloatVector s0 = FloatVector.zero(S);
    FloatVector s1 = s0;
    int i = 0;
    for (; i <= n - 2 * LANES; i += 2 * LANES) {
      FloatVector d0 = at(a, aAt + i).sub(at(b, bAt + i));
      FloatVector d1 = at(a, aAt + i + LANES).sub(at(b, bAt + i + LANES));
      s0 = d0.fma(d0, s0);
      s1 = d1.fma(d1, s1);
    }
    for (; i <= n - LANES; i += LANES) {
      FloatVector d0 = at(a, aAt + i).sub(at(b, bAt + i));
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
      at(x, xAt + i).fma(factor, at(y, yAt + i)).intoArray(y, yAt + i);
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
      FloatVector d = at(x, xAt + i).sub(centre);
      squares = d.fma(d, squares);
    }
    float total = squares.reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      total += (x[xAt + i] - mean) * (x[xAt + i] - mean);
    }
    float scale = (float) (1 / Math.sqrt(total / n + EPSILON));
    for (i = 0; i <= n - LANES; i += LANES) {
      at(x, xAt + i)
          .sub(centre)
          .mul(scale)
          .fma(at(gain, gainAt + i), at(bias, biasAt + i))
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
      sums = sums.add(at(x, at + i));
    }
    float sum = sums.reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      sum += x[at + i];
    }
    return sum;
  }

  @Override
  public void silu(float[] x, int at, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      silu(at(x, at + i)).intoArray(x, at + i);
    }
    if (i < n) {
      VectorMask<Float> tail = S.indexInRange(i, n);
      silu(FloatVector.fromArray(S, x, at + i, tail)).intoArray(x, at + i, tail);
    }
  }

  @Override
  public void siluGate(float[] x, int xAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      silu(at(x, xAt + i)).mul(at(y, yAt + i)).intoArray(y, yAt + i);
    }
    if (i < n) {
      VectorMask<Float> tail = S.indexInRange(i, n);
      silu(FloatVector.fromArray(S, x, xAt + i, tail))
          .mul(FloatVector.fromArray(S, y, yAt + i, tail))
          .intoArray(y, yAt + i, tail);
    }
  }

  private static FloatVector silu(FloatVector x) {
    return x.div(Exp.of(x.neg()).add(1));
  }

  @Override
  public void softmax(float[] x, int at, int n) {
    float max = max(x, at, n);
    float sum = 0;
    FloatVector sums = FloatVector.zero(S);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector e = Exp.of(at(x, at + i).sub(max));
      e.intoArray(x, at + i);
      sums = sums.add(e);
    }
    if (i < n) {
      VectorMask<Float> tail = S.indexInRange(i, n);
      FloatVector e = Exp.of(FloatVector.fromArray(S, x, at + i, tail).sub(max));
      e.intoArray(x, at + i, tail);
      sum = e.reduceLanes(VectorOperators.ADD, tail);
    }
    float factor = 1 / (sum + sums.reduceLanes(VectorOperators.ADD));
    for (i = 0; i <= n - LANES; i += LANES) {
      at(x, at + i).mul(factor).intoArray(x, at + i);
    }
    for (; i < n; i++) {
      x[at + i] *= factor;
    }
  }

  @Override
  public float logSumExp(float[] x, int at, int n) {
    float max = max(x, at, n);
    float sum = 0;
    FloatVector sums = FloatVector.zero(S);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      sums = sums.add(Exp.of(at(x, at + i).sub(max)));
    }
    if (i < n) {
      VectorMask<Float> tail = S.indexInRange(i, n);
      FloatVector e = Exp.of(FloatVector.fromArray(S, x, at + i, tail).sub(max));
      sum = e.reduceLanes(VectorOperators.ADD, tail);
    }
    return (float) (max + Math.log(sum + sums.reduceLanes(VectorOperators.ADD)));
  }

  private static float max(float[] x, int at, int n) {
    Objects.checkFromIndexSize(at, n, x.length);
    FloatVector best = FloatVector.broadcast(S, x[at]);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      best = best.max(at(x, at + i));
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
      VectorMask<Float> found = at(x, at + i).compare(VectorOperators.EQ, max);
      if (found.anyTrue()) {
        return i + found.firstTrue();
      }
    }
    while (i < n - 1 && x[at + i] != max) {
      i++;
    }
    return i;
  }

  private static FloatVector at(float[] x, int at) {
    return FloatVector.fromArray(S, x, at);
  }
}
