package io.adlib.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels over numbers of 16 and 8 bits that stand in ints, widened in registers: a shift makes a
 * bfloat16 a float32; two shifts and a conversion make a byte one.
 */
final class Narrow {

  private static final VectorSpecies<Float> S = VectorKernels.S;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  private static final int LANES = S.length();
  private static final int UPPER = 0xffff0000;

  private Narrow() {}

  static float dotBFloat16(float[] a, int aAt, int[] b, int bAt, int n) {
    int half = n / 2;
    FloatVector s0 = FloatVector.zero(S);
    FloatVector s1 = s0;
    int i = 0;
    for (; i <= half - LANES; i += LANES) {
      IntVector pair = IntVector.fromArray(I, b, bAt + i);
      FloatVector low = pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector high = pair.and(UPPER).reinterpretAsFloats();
      s0 = FloatVector.fromArray(S, a, aAt + i).fma(low, s0);
      s1 = FloatVector.fromArray(S, a, aAt + half + i).fma(high, s1);
    }
    float sum = s0.add(s1).reduceLanes(VectorOperators.ADD);
    for (; i < half; i++) {
      sum += a[aAt + i] * Float.intBitsToFloat(b[bAt + i] << 16);
      sum += a[aAt + half + i] * Float.intBitsToFloat(b[bAt + i] & UPPER);
    }
    return sum;
  }

  static void addBFloat16(int[] x, int xAt, float[] y, int yAt, int n) {
    int half = n / 2;
    int i = 0;
    for (; i <= half - LANES; i += LANES) {
      IntVector pair = IntVector.fromArray(I, x, xAt + i);
      FloatVector low = pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector high = pair.and(UPPER).reinterpretAsFloats();
      FloatVector.fromArray(S, y, yAt + i).add(low).intoArray(y, yAt + i);
      int upper = yAt + half + i;
      FloatVector.fromArray(S, y, upper).add(high).intoArray(y, upper);
    }
    for (; i < half; i++) {
      y[yAt + i] += Float.intBitsToFloat(x[xAt + i] << 16);
      y[yAt + half + i] += Float.intBitsToFloat(x[xAt + i] & UPPER);
    }
  }

  static float dotInt8(float[] a, int aAt, int[] b, int bAt, int n) {
    int quarter = n / 4;
    FloatVector s0 = FloatVector.zero(S);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i <= quarter - LANES; i += LANES) {
      IntVector quad = IntVector.fromArray(I, b, bAt + i);
      int at = aAt + i;
      IntVector q0 = quad.lanewise(VectorOperators.LSHL, 24).lanewise(VectorOperators.ASHR, 24);
      IntVector q1 = quad.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 24);
      IntVector q2 = quad.lanewise(VectorOperators.LSHL, 8).lanewise(VectorOperators.ASHR, 24);
      IntVector q3 = quad.lanewise(VectorOperators.ASHR, 24);
      FloatVector f0 = (FloatVector) q0.convert(VectorOperators.I2F, 0);
      FloatVector f1 = (FloatVector) q1.convert(VectorOperators.I2F, 0);
      FloatVector f2 = (FloatVector) q2.convert(VectorOperators.I2F, 0);
      FloatVector f3 = (FloatVector) q3.convert(VectorOperators.I2F, 0);
      s0 = FloatVector.fromArray(S, a, at).fma(f0, s0);
      s1 = FloatVector.fromArray(S, a, at + quarter).fma(f1, s1);
      s2 = FloatVector.fromArray(S, a, at + 2 * quarter).fma(f2, s2);
      s3 = FloatVector.fromArray(S, a, at + 3 * quarter).fma(f3, s3);
    }
    float sum = s0.add(s1).add(s2.add(s3)).reduceLanes(VectorOperators.ADD);
    for (; i < quarter; i++) {
      for (int k = 0; k < 4; k++) {
        sum += a[aAt + k * quarter + i] * (byte) (b[bAt + i] >> (8 * k));
      }
    }
    return sum;
  }

  static void addInt8(float alpha, int[] x, int xAt, float[] y, int yAt, int n) {
    int quarter = n / 4;
    FloatVector factor = FloatVector.broadcast(S, alpha);
    int i = 0;
    for (; i <= quarter - LANES; i += LANES) {
      IntVector quad = IntVector.fromArray(I, x, xAt + i);
      for (int k = 0; k < 4; k++) {
        IntVector q =
            quad.lanewise(VectorOperators.LSHL, 24 - 8 * k).lanewise(VectorOperators.ASHR, 24);
        FloatVector f = (FloatVector) q.convert(VectorOperators.I2F, 0);
        int at = yAt + k * quarter + i;
        f.fma(factor, FloatVector.fromArray(S, y, at)).intoArray(y, at);
      }
    }
    for (; i < quarter; i++) {
      for (int k = 0; k < 4; k++) {
        y[yAt + k * quarter + i] += alpha * (byte) (x[xAt + i] >> (8 * k));
      }
    }
  }
}
