package io.adlib.kernel.simd;

import io.adlib.kernel.compute.HalfMatrix;
import io.adlib.kernel.compute.PackedMatrix;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Gemm} with weights in bfloat16. A single row reads them as they are, as that is bound by
 * memory; of more rows, each panel is widened once, into scratch that stays in the caches.
 */
final class HalfGemm {

  private static final VectorSpecies<Float> S = VectorKernels.S;
  private static final VectorSpecies<Integer> I = S.withLanes(int.class);
  private static final VectorSpecies<Short> H =
      VectorSpecies.of(short.class, VectorShape.forBitSize(S.vectorBitSize() / 2));
  private static final int LANES = S.length();
  private static final int PANEL = Gemm.PANEL;
  private static final float[] ZEROS = new float[PANEL];

  private HalfGemm() {}

  static void run(
      int rows, float[] x, int xAt, int xStride, HalfMatrix w, float[] y, int yAt, int yStride) {
    if (w.panel() != PANEL) {
      throw new IllegalArgumentException(
          "a matrix packed in panels of " + w.panel() + ", where " + PANEL + " are read");
    }
    int in = w.in();
    int first = 0;
    if (rows == 1) {
      for (; first <= w.out() - 4 * PANEL; first += 4 * PANEL) {
        panels4(x, xAt, w.data(), first * in, in, y, yAt + first);
      }
    }
    if (first < w.out()) {
      float[] wide = new float[in * PANEL];
      for (; first < w.out(); first += PANEL) {
        widen(w.data(), first * in, wide);
        var panel = new PackedMatrix(in, Math.min(PANEL, w.out() - first), PANEL, wide);
        Gemm.run(rows, x, xAt, xStride, panel, ZEROS, y, yAt + first, yStride);
      }
    }
  }

  private static FloatVector wide(short[] from, int at) {
    return ((IntVector)
            ShortVector.fromArray(H, from, at).convertShape(VectorOperators.ZERO_EXTEND_S2I, I, 0))
        .lanewise(VectorOperators.LSHL, 16)
        .reinterpretAsFloats();
  }

  private static void widen(short[] from, int at, float[] to) {
    for (int i = 0; i < to.length; i += LANES) {
      wide(from, at + i).intoArray(to, i);
    }
  }

  /** 1 row of four panels side by side: one alone would wait for its own sums. */
  private static void panels4(float[] x, int xAt, short[] w, int wAt, int in, float[] y, int yAt) {
    int next = in * PANEL;
    FloatVector s0 = FloatVector.zero(S);
    FloatVector t0 = s0;
    FloatVector s1 = FloatVector.zero(S);
    FloatVector t1 = s1;
    FloatVector s2 = FloatVector.zero(S);
    FloatVector t2 = s2;
    FloatVector s3 = FloatVector.zero(S);
    FloatVector t3 = s3;
    for (int i = 0; i < in; i++) {
      FloatVector xi = FloatVector.broadcast(S, x[xAt + i]);
      int at = wAt + i * PANEL;
      s0 = xi.fma(wide(w, at), s0);
      t0 = xi.fma(wide(w, at + LANES), t0);
      s1 = xi.fma(wide(w, at + next), s1);
      t1 = xi.fma(wide(w, at + next + LANES), t1);
      s2 = xi.fma(wide(w, at + 2 * next), s2);
      t2 = xi.fma(wide(w, at + 2 * next + LANES), t2);
      s3 = xi.fma(wide(w, at + 3 * next), s3);
      t3 = xi.fma(wide(w, at + 3 * next + LANES), t3);
    }
    s0.intoArray(y, yAt);
    t0.intoArray(y, yAt + LANES);
    s1.intoArray(y, yAt + PANEL);
    t1.intoArray(y, yAt + PANEL + LANES);
    s2.intoArray(y, yAt + 2 * PANEL);
    t2.intoArray(y, yAt + 2 * PANEL + LANES);
    s3.intoArray(y, yAt + 3 * PANEL);
    t3.intoArray(y, yAt + 3 * PANEL + LANES);
  }
}
