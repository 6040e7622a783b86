package io.adlib.kernel.simd;

import io.adlib.kernel.compute.PackedMatrix;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The matrix product: register blocks of 8 rows (4 where vectors are shorter than 512 bits and
 * registers fewer) by two vectors of columns. The accumulators are local variables because only
 * those stay in registers. A panel of the weights stays in the first cache while all rows pass.
 */
final class Gemm {

  private static final VectorSpecies<Float> S = VectorKernels.S;
  private static final int LANES = S.length();
  private static final boolean WIDE = S.vectorBitSize() >= 512;

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
    int in = w.in();
    float[] data = w.data();
    for (int first = 0; first < w.out(); first += PANEL) {
      int columns = Math.min(PANEL, w.out() - first);
      FloatVector b0 = load(bias, first, columns);
      FloatVector b1 = load(bias, first + LANES, columns - LANES);
      int wAt = first * in;
      int r = 0;
      if (WIDE) {
        for (; r <= rows - 8; r += 8) {
          rows8(
              x,
              xAt + r * xStride,
              xStride,
              data,
              wAt,
              in,
              b0,
              b1,
              y,
              yAt + r * yStride + first,
              yStride,
              columns);
        }
      }
      for (; r <= rows - 4; r += 4) {
        rows4(
            x,
            xAt + r * xStride,
            xStride,
            data,
            wAt,
            in,
            b0,
            b1,
            y,
            yAt + r * yStride + first,
            yStride,
            columns);
      }
      for (; r < rows; r++) {
        rows1(
            x,
            xAt + r * xStride,
            xStride,
            data,
            wAt,
            in,
            b0,
            b1,
            y,
            yAt + r * yStride + first,
            yStride,
            columns);
      }
    }
  }

  private static FloatVector load(float[] bias, int at, int count) {
    if (count >= LANES) {
      return FloatVector.fromArray(S, bias, at);
    }
    return count <= 0
        ? FloatVector.zero(S)
        : FloatVector.fromArray(S, bias, at, S.indexInRange(0, count));
  }

  private static void store(FloatVector s, FloatVector t, float[] y, int at, int columns) {
    if (columns == PANEL) {
      s.intoArray(y, at);
      t.intoArray(y, at + LANES);
    } else if (columns >= LANES) {
      s.intoArray(y, at);
      if (columns > LANES) {
        t.intoArray(y, at + LANES, S.indexInRange(LANES, columns));
      }
    } else {
      s.intoArray(y, at, S.indexInRange(0, columns));
    }
  }

  /** 8 rows of one panel. */
  private static void rows8(
      float[] x,
      int xAt,
      int xStride,
      float[] w,
      int wAt,
      int in,
      FloatVector b0,
      FloatVector b1,
      float[] y,
      int yAt,
      int yStride,
      int columns) {
    FloatVector s0 = b0;
    FloatVector t0 = b1;
    FloatVector s1 = b0;
    FloatVector t1 = b1;
    FloatVector s2 = b0;
    FloatVector t2 = b1;
    FloatVector s3 = b0;
    FloatVector t3 = b1;
    FloatVector s4 = b0;
    FloatVector t4 = b1;
    FloatVector s5 = b0;
    FloatVector t5 = b1;
    FloatVector s6 = b0;
    FloatVector t6 = b1;
    FloatVector s7 = b0;
    FloatVector t7 = b1;
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
    store(s0, t0, y, yAt, columns);
    store(s1, t1, y, yAt + yStride, columns);
    store(s2, t2, y, yAt + 2 * yStride, columns);
    store(s3, t3, y, yAt + 3 * yStride, columns);
    store(s4, t4, y, yAt + 4 * yStride, columns);
    store(s5, t5, y, yAt + 5 * yStride, columns);
    store(s6, t6, y, yAt + 6 * yStride, columns);
    store(s7, t7, y, yAt + 7 * yStride, columns);
  }

  /** 4 rows of one panel. */
  private static void rows4(
      float[] x,
      int xAt,
      int xStride,
      float[] w,
      int wAt,
      int in,
      FloatVector b0,
      FloatVector b1,
      float[] y,
      int yAt,
      int yStride,
      int columns) {
    FloatVector s0 = b0;
    FloatVector t0 = b1;
    FloatVector s1 = b0;
    FloatVector t1 = b1;
    FloatVector s2 = b0;
    FloatVector t2 = b1;
    FloatVector s3 = b0;
    FloatVector t3 = b1;
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
    store(s0, t0, y, yAt, columns);
    store(s1, t1, y, yAt + yStride, columns);
    store(s2, t2, y, yAt + 2 * yStride, columns);
    store(s3, t3, y, yAt + 3 * yStride, columns);
  }

  /** 1 row of one panel. */
  private static void rows1(
      float[] x,
      int xAt,
      int xStride,
      float[] w,
      int wAt,
      int in,
      FloatVector b0,
      FloatVector b1,
      float[] y,
      int yAt,
      int yStride,
      int columns) {
    FloatVector s0 = b0;
    FloatVector t0 = b1;
    for (int i = 0; i < in; i++) {
      FloatVector w0 = FloatVector.fromArray(S, w, wAt + i * PANEL);
      FloatVector w1 = FloatVector.fromArray(S, w, wAt + i * PANEL + LANES);
      FloatVector x0 = FloatVector.broadcast(S, x[xAt + i]);
      s0 = x0.fma(w0, s0);
      t0 = x0.fma(w1, t0);
    }
    store(s0, t0, y, yAt, columns);
  }
}
