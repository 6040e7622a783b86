package io.adlib.kernel.simd;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loops around e^x: 2^n times a polynomial of the rest (coefficients of Cephes' expf), within a few
 * units in the last place on [−87.3, 88.3]; clamped outside, so that it never overflows.
 *
 * <p>The polynomial stands in each loop, and no method of ours takes or returns a vector: past
 * 18,000 nodes a method ({@code NodeCountInliningCutoff}) the optimising compiler inlines nothing
 * but what the JDK forces it to, whether a kernel gets there depends on the run, and each vector
 * that passes through a call becomes an object. What fits no whole vector is worked out singly,
 * since masks are most of a method's nodes.
 */
final class Exp {

  private static final VectorSpecies<Float> S = VectorKernels.S;
  private static final int LANES = S.length();

  private static final float LOG2_E = 1.44269504f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;
  private static final float LEAST = -87.3f;
  private static final float MOST = 88.3f;

  /** Adding and taking it away rounds to the nearest whole number. */
  private static final float ROUND = 0x1.8p23f;

  private static final float C5 = 1.9875691500e-4f;
  private static final float C4 = 1.3981999507e-3f;
  private static final float C3 = 8.3334519073e-3f;
  private static final float C2 = 4.1665795894e-2f;
  private static final float C1 = 1.6666665459e-1f;
  private static final float C0 = 5.0000001201e-1f;

  private Exp() {}

  /** Σ e^(x − minus) over n numbers; each takes the place of its x if {@code kept}. */
  static float sum(float[] x, int at, int n, float minus, boolean kept) {
    FloatVector sums = FloatVector.zero(S);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector clamped = fromArray(S, x, at + i).sub(minus).min(MOST).max(LEAST);
      FloatVector whole = clamped.mul(LOG2_E).add(ROUND).sub(ROUND);
      FloatVector r = whole.fma(broadcast(S, -LN2_HIGH), clamped);
      r = whole.fma(broadcast(S, -LN2_LOW), r);
      FloatVector p = r.fma(broadcast(S, C5), broadcast(S, C4));
      p = p.fma(r, broadcast(S, C3)).fma(r, broadcast(S, C2));
      p = p.fma(r, broadcast(S, C1)).fma(r, broadcast(S, C0));
      p = p.fma(r.mul(r), r).add(1);
      IntVector power = (IntVector) whole.convert(VectorOperators.F2I, 0);
      p = p.mul(power.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
      if (kept) {
        p.intoArray(x, at + i);
      }
      sums = sums.add(p);
    }
    float sum = sums.reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      float e = of(x[at + i] - minus);
      if (kept) {
        x[at + i] = e;
      }
      sum += e;
    }
    return sum;
  }

  /** y = x / (1 + e^−x), or y times that; x and y may be the same. */
  static void silu(float[] x, int xAt, float[] y, int yAt, int n, boolean times) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector given = fromArray(S, x, xAt + i);
      FloatVector clamped = given.neg().min(MOST).max(LEAST);
      FloatVector whole = clamped.mul(LOG2_E).add(ROUND).sub(ROUND);
      FloatVector r = whole.fma(broadcast(S, -LN2_HIGH), clamped);
      r = whole.fma(broadcast(S, -LN2_LOW), r);
      FloatVector p = r.fma(broadcast(S, C5), broadcast(S, C4));
      p = p.fma(r, broadcast(S, C3)).fma(r, broadcast(S, C2));
      p = p.fma(r, broadcast(S, C1)).fma(r, broadcast(S, C0));
      p = p.fma(r.mul(r), r).add(1);
      IntVector power = (IntVector) whole.convert(VectorOperators.F2I, 0);
      p = p.mul(power.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
      FloatVector silu = given.div(p.add(1));
      if (times) {
        silu.mul(fromArray(S, y, yAt + i)).intoArray(y, yAt + i);
      } else {
        silu.intoArray(y, yAt + i);
      }
    }
    for (; i < n; i++) {
      float silu = x[xAt + i] / (1 + of(-x[xAt + i]));
      y[yAt + i] = times ? y[yAt + i] * silu : silu;
    }
  }

  /** The same of one number, in the same steps. */
  private static float of(float x) {
    float clamped = Math.max(LEAST, Math.min(MOST, x));
    float whole = clamped * LOG2_E + ROUND - ROUND;
    float r = Math.fma(whole, -LN2_LOW, Math.fma(whole, -LN2_HIGH, clamped));
    float p = Math.fma(Math.fma(C5, r, C4), r, C3);
    p = Math.fma(Math.fma(p, r, C2), r, C1);
    p = Math.fma(Math.fma(p, r, C0), r * r, r) + 1;
    return p * Float.intBitsToFloat((int) whole + 127 << 23);
  }
}
