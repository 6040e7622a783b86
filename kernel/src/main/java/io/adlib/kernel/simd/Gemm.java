package io.adlib.kernel.simd;

import io.adlib.kernel.compute.PackedMatrix;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The matrix product: register blocks of 8 rows (4 where vectors are shorter than 512 bits and
 * registers fewer) by two vectors of columns. A panel of the weights stays in the first cache while
 * all rows pass. The accumulators are local variables made and used in one method, because the
 * compiler keeps only such vectors in registers.
 */
final class Gemm {

  private static final VectorSpecies<Float> S = VectorKernels.S;
  private static final int LANES = S.length();
  private static final int BLOCK = S.vectorBitSize() >= 512 ? 8 : 4;

  /** Columns a panel. */
  static final int PANEL = 2 * LANES;

  private Gemm() {}

  static void run(
      int rows,
      float[] x,
      int xAt,
      int xStride,
      PackedMatrix w,
      float[] bias,
      float[] y,
      int yAt,
      int yStride) {
    if (w.panel() != PANEL) {
      throw new IllegalArgumentException(
          "a matrix packed in panels of " + w.panel() + ", where " + PANEL + " are read");
    }
    for (int first = 0; first < w.out(); first += PANEL) {
      int r = 0;
      int to = yAt + first;
      if (BLOCK == 8) {
        for (; r <= rows - 8; r += 8) {
          rows8(x, xAt + r * xStride, xStride, w, first, bias, y, to + r * yStride, yStride);
        }
      }
      for (; r <= rows - 4; r += 4) {
        rows4(x, xAt + r * xStride, xStride, w, first, bias, y, to + r * yStride, yStride);
      }
      for (; r < rows; r++) {
        rows1(x, xAt + r * xStride, xStride, w, first, bias, y, to + r * yStride, yStride);
      }
    }
  }

  /** 8 rows of one panel. */
  private static void rows8(
      float[] x,
      int xAt,
      int xStride,
      PackedMatrix matrix,
      int first,
      float[] bias,
      float[] y,
      int yAt,
      int yStride) {
    float[] w = matrix.data();
    int in = matrix.in();
    int wAt = first * in;
    FloatVector s0 = FloatVector.zero(S);
    FloatVector t0 = FloatVector.zero(S);
    FloatVector s1 = FloatVector.zero(S);
    FloatVector t1 = FloatVector.zero(S);
    FloatVector s2 = FloatVector.zero(S);
    FloatVector t2 = FloatVector.zero(S);
    FloatVector s3 = FloatVector.zero(S);
    FloatVector t3 = FloatVector.zero(S);
    FloatVector s4 = FloatVector.zero(S);
    FloatVector t4 = FloatVector.zero(S);
    FloatVector s5 = FloatVector.zero(S);
    FloatVector t5 = FloatVector.zero(S);
    FloatVector s6 = FloatVector.zero(S);
    FloatVector t6 = FloatVector.zero(S);
    FloatVector s7 = FloatVector.zero(S);
    FloatVector t7 = FloatVector.zero(S);
    for (int i = 0; i < in; i++) {
      FloatVector w0 = FloatVector.fromArray(S, w, wAt + i * PANEL);
      FloatVector w1 = FloatVector.fromArray(S, w, wAt + i * PANEL + LANES);
      FloatVector x0 = FloatVector.broadcast(S, x[xAt + i]);
      s0 = x0.fma(w0, s0);
      t0 = x0.fma(w1, t0);
      FloatVector x1 = FloatVector.broadcast(S, x[xAt + xStride + i]);
      s1 = x1.fma(w0, s1);
      t1 = x1.fma(w1, t1);
      FloatVector x2 = FloatVector.broadcast(S, x[xAt + 2 * xStride + i]);
      s2 = x2.fma(w0, s2);
      t2 = x2.fma(w1, t2);
      FloatVector x3 = FloatVector.broadcast(S, x[xAt + 3 * xStride + i]);
      s3 = x3.fma(w0, s3);
      t3 = x3.fma(w1, t3);
      FloatVector x4 = FloatVector.broadcast(S, x[xAt + 4 * xStride + i]);
      s4 = x4.fma(w0, s4);
      t4 = x4.fma(w1, t4);
      FloatVector x5 = FloatVector.broadcast(S, x[xAt + 5 * xStride + i]);
      s5 = x5.fma(w0, s5);
      t5 = x5.fma(w1, t5);
      FloatVector x6 = FloatVector.broadcast(S, x[xAt + 6 * xStride + i]);
      s6 = x6.fma(w0, s6);
      t6 = x6.fma(w1, t6);
      FloatVector x7 = FloatVector.broadcast(S, x[xAt + 7 * xStride + i]);
      s7 = x7.fma(w0, s7);
      t7 = x7.fma(w1, t7);
    }
    VectorMask<Float> m0 = S.indexInRange(first, matrix.out());
    VectorMask<Float> m1 = S.indexInRange(first + LANES, matrix.out());
    FloatVector b0 = FloatVector.fromArray(S, bias, first, m0);
    FloatVector b1 = FloatVector.fromArray(S, bias, first + LANES, m1);
    s0.add(b0).intoArray(y, yAt, m0);
    t0.add(b1).intoArray(y, yAt + LANES, m1);
    s1.add(b0).intoArray(y, yAt + yStride, m0);
    t1.add(b1).intoArray(y, yAt + yStride + LANES, m1);
    s2.add(b0).intoArray(y, yAt + 2 * yStride, m0);
    t2.add(b1).intoArray(y, yAt + 2 * yStride + LANES, m1);
    s3.add(b0).intoArray(y, yAt + 3 * yStride, m0);
    t3.add(b1).intoArray(y, yAt + 3 * yStride + LANES, m1);
    s4.add(b0).intoArray(y, yAt + 4 * yStride, m0);
    t4.add(b1).intoArray(y, yAt + 4 * yStride + LANES, m1);
    s5.add(b0).intoArray(y, yAt + 5 * yStride, m0);
    t5.add(b1).intoArray(y, yAt + 5 * yStride + LANES, m1);
    s6.add(b0).intoArray(y, yAt + 6 * yStride, m0);
    t6.add(b1).intoArray(y, yAt + 6 * yStride + LANES, m1);
    s7.add(b0).intoArray(y, yAt + 7 * yStride, m0);
    t7.add(b1).intoArray(y, yAt + 7 * yStride + LANES, m1);
  }

  /** 4 rows of one panel. */
  private static void rows4(
      float[] x,
      int xAt,
      int xStride,
      PackedMatrix matrix,
      int first,
      float[] bias,
      float[] y,
      int yAt,
      int yStride) {
    float[] w = matrix.data();
    int in = matrix.in();
    int wAt = first * in;
    FloatVector s0 = FloatVector.zero(S);
    FloatVector t0 = FloatVector.zero(S);
    FloatVector s1 = FloatVector.zero(S);
    FloatVector t1 = FloatVector.zero(S);
    FloatVector s2 = FloatVector.zero(S);
    FloatVector t2 = FloatVector.zero(S);
    FloatVector s3 = FloatVector.zero(S);
    FloatVector t3 = FloatVector.zero(S);
    for (int i = 0; i < in; i++) {
      FloatVector w0 = FloatVector.fromArray(S, w, wAt + i * PANEL);
      FloatVector w1 = FloatVector.fromArray(S, w, wAt + i * PANEL + LANES);
      FloatVector x0 = FloatVector.broadcast(S, x[xAt + i]);
      s0 = x0.fma(w0, s0);
      t0 = x0.fma(w1, t0);
      FloatVector x1 = FloatVector.broadcast(S, x[xAt + xStride + i]);
      s1 = x1.fma(w0, s1);
      t1 = x1.fma(w1, t1);
      FloatVector x2 = FloatVector.broadcast(S, x[xAt + 2 * xStride + i]);
      s2 = x2.fma(w0, s2);
      t2 = x2.fma(w1, t2);
      FloatVector x3 = FloatVector.broadcast(S, x[xAt + 3 * xStride + i]);
      s3 = x3.fma(w0, s3);
      t3 = x3.fma(w1, t3);
    }
    VectorMask<Float> m0 = S.indexInRange(first, matrix.out());
    VectorMask<Float> m1 = S.indexInRange(first + LANES, matrix.out());
    FloatVector b0 = FloatVector.fromArray(S, bias, first, m0);
    FloatVector b1 = FloatVector.fromArray(S, bias, first + LANES, m1);
    s0.add(b0).intoArray(y, yAt, m0);
    t0.add(b1).intoArray(y, yAt + LANES, m1);
    s1.add(b0).intoArray(y, yAt + yStride, m0);
    t1.add(b1).intoArray(y, yAt + yStride + LANES, m1);
    s2.add(b0).intoArray(y, yAt + 2 * yStride, m0);
    t2.add(b1).intoArray(y, yAt + 2 * yStride + LANES, m1);
    s3.add(b0).intoArray(y, yAt + 3 * yStride, m0);
    t3.add(b1).intoArray(y, yAt + 3 * yStride + LANES, m1);
  }

  /** 1 row of one panel. */
  private static void rows1(
      float[] x,
      int xAt,
      int xStride,
      PackedMatrix matrix,
      int first,
      float[] bias,
      float[] y,
      int yAt,
      int yStride) {
    float[] w = matrix.data();
    int in = matrix.in();
    int wAt = first * in;
    FloatVector s0 = FloatVector.zero(S);
    FloatVector t0 = FloatVector.zero(S);
    for (int i = 0; i < in; i++) {
      FloatVector w0 = FloatVector.fromArray(S, w, wAt + i * PANEL);
      FloatVector w1 = FloatVector.fromArray(S, w, wAt + i * PANEL + LANES);
      FloatVector x0 = FloatVector.broadcast(S, x[xAt + i]);
      s0 = x0.fma(w0, s0);
      t0 = x0.fma(w1, t0);
    }
    VectorMask<Float> m0 = S.indexInRange(first, matrix.out());
    VectorMask<Float> m1 = S.indexInRange(first + LANES, matrix.out());
    FloatVector b0 = FloatVector.fromArray(S, bias, first, m0);
    FloatVector b1 = FloatVector.fromArray(S, bias, first + LANES, m1);
    s0.add(b0).intoArray(y, yAt, m0);
    t0.add(b1).intoArray(y, yAt + LANES, m1);
  }
}
