package io.adlib.kernel.simd;

import io.adlib.kernel.compute.PackedMatrix;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The matrix product: register blocks of 8 rows (4 where vectors are shorter than 512 bits and
 * registers fewer) by two vectors of columns. A panel of the weights stays in the first cache while
 * all rows pass. The accumulators are local variables made and used in one method, because the
 * compiler keeps only such vectors in registers; and the methods are kept short of masks, because
 * the first-tier compiler gives up on longer ones and then the second never gets to see them.
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
    int whole = w.out() / PANEL * PANEL;
    int first = 0;
    if (rows == 1) {
      for (; first <= whole - 4 * PANEL; first += 4 * PANEL) {
        panels4(x, xAt, w.data(), first * w.in(), w.in(), bias, first, y, yAt + first);
      }
    }
    for (; first < whole; first += PANEL) {
      panel(rows, x, xAt, xStride, w, first, bias, first, y, yAt + first, yStride);
    }
    if (whole < w.out()) {
      int columns = w.out() - whole;
      float[] tail = new float[rows * PANEL];
      float[] padded = Arrays.copyOf(Arrays.copyOfRange(bias, whole, w.out()), PANEL);
      panel(rows, x, xAt, xStride, w, whole, padded, 0, tail, 0, PANEL);
      for (int r = 0; r < rows; r++) {
        System.arraycopy(tail, r * PANEL, y, yAt + r * yStride + whole, columns);
      }
    }
  }

  private static void panel(
      int rows,
      float[] x,
      int xAt,
      int xStride,
      PackedMatrix w,
      int first,
      float[] bias,
      int bAt,
      float[] y,
      int yAt,
      int yStride) {
    int in = w.in();
    float[] data = w.data();
    int wAt = first * in;
    int r = 0;
    if (BLOCK == 8) {
      for (; r <= rows - 8; r += 8) {
        int at = xAt + r * xStride;
        rows8(x, at, xStride, data, wAt, in, bias, bAt, y, yAt + r * yStride, yStride);
      }
    }
    for (; r < rows && rows >= 4; r += 4) {
      r =
          Math.min(
              r, rows - 4); // what is left with rows that are done: four take no longer than one
      int at = xAt + r * xStride;
      rows4(x, at, xStride, data, wAt, in, bias, bAt, y, yAt + r * yStride, yStride);
    }
    for (; r < rows; r++) {
      int at = xAt + r * xStride;
      rows1(x, at, data, wAt, in, bias, bAt, y, yAt + r * yStride);
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
      float[] bias,
      int bAt,
      float[] y,
      int yAt,
      int yStride) {
    FloatVector s0 = FloatVector.zero(S);
    FloatVector t0 = s0;
    FloatVector s1 = FloatVector.zero(S);
    FloatVector t1 = s1;
    FloatVector s2 = FloatVector.zero(S);
    FloatVector t2 = s2;
    FloatVector s3 = FloatVector.zero(S);
    FloatVector t3 = s3;
    FloatVector s4 = FloatVector.zero(S);
    FloatVector t4 = s4;
    FloatVector s5 = FloatVector.zero(S);
    FloatVector t5 = s5;
    FloatVector s6 = FloatVector.zero(S);
    FloatVector t6 = s6;
    FloatVector s7 = FloatVector.zero(S);
    FloatVector t7 = s7;
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
    FloatVector b0 = FloatVector.fromArray(S, bias, bAt);
    FloatVector b1 = FloatVector.fromArray(S, bias, bAt + LANES);
    s0.add(b0).intoArray(y, yAt);
    t0.add(b1).intoArray(y, yAt + LANES);
    s1.add(b0).intoArray(y, yAt + yStride);
    t1.add(b1).intoArray(y, yAt + yStride + LANES);
    s2.add(b0).intoArray(y, yAt + 2 * yStride);
    t2.add(b1).intoArray(y, yAt + 2 * yStride + LANES);
    s3.add(b0).intoArray(y, yAt + 3 * yStride);
    t3.add(b1).intoArray(y, yAt + 3 * yStride + LANES);
    s4.add(b0).intoArray(y, yAt + 4 * yStride);
    t4.add(b1).intoArray(y, yAt + 4 * yStride + LANES);
    s5.add(b0).intoArray(y, yAt + 5 * yStride);
    t5.add(b1).intoArray(y, yAt + 5 * yStride + LANES);
    s6.add(b0).intoArray(y, yAt + 6 * yStride);
    t6.add(b1).intoArray(y, yAt + 6 * yStride + LANES);
    s7.add(b0).intoArray(y, yAt + 7 * yStride);
    t7.add(b1).intoArray(y, yAt + 7 * yStride + LANES);
  }

  /** 4 rows of one panel. */
  private static void rows4(
      float[] x,
      int xAt,
      int xStride,
      float[] w,
      int wAt,
      int in,
      float[] bias,
      int bAt,
      float[] y,
      int yAt,
      int yStride) {
    FloatVector s0 = FloatVector.zero(S);
    FloatVector t0 = s0;
    FloatVector s1 = FloatVector.zero(S);
    FloatVector t1 = s1;
    FloatVector s2 = FloatVector.zero(S);
    FloatVector t2 = s2;
    FloatVector s3 = FloatVector.zero(S);
    FloatVector t3 = s3;
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
    FloatVector b0 = FloatVector.fromArray(S, bias, bAt);
    FloatVector b1 = FloatVector.fromArray(S, bias, bAt + LANES);
    s0.add(b0).intoArray(y, yAt);
    t0.add(b1).intoArray(y, yAt + LANES);
    s1.add(b0).intoArray(y, yAt + yStride);
    t1.add(b1).intoArray(y, yAt + yStride + LANES);
    s2.add(b0).intoArray(y, yAt + 2 * yStride);
    t2.add(b1).intoArray(y, yAt + 2 * yStride + LANES);
    s3.add(b0).intoArray(y, yAt + 3 * yStride);
    t3.add(b1).intoArray(y, yAt + 3 * yStride + LANES);
  }

  /** 1 row of one panel. */
  private static void rows1(
      float[] x, int xAt, float[] w, int wAt, int in, float[] bias, int bAt, float[] y, int yAt) {
    FloatVector s0 = FloatVector.zero(S);
    FloatVector t0 = s0;
    for (int i = 0; i < in; i++) {
      FloatVector w0 = FloatVector.fromArray(S, w, wAt + i * PANEL);
      FloatVector w1 = FloatVector.fromArray(S, w, wAt + i * PANEL + LANES);
      FloatVector x0 = FloatVector.broadcast(S, x[xAt + i]);
      s0 = x0.fma(w0, s0);
      t0 = x0.fma(w1, t0);
    }
    FloatVector b0 = FloatVector.fromArray(S, bias, bAt);
    FloatVector b1 = FloatVector.fromArray(S, bias, bAt + LANES);
    s0.add(b0).intoArray(y, yAt);
    t0.add(b1).intoArray(y, yAt + LANES);
  }

  /** 1 row of four panels side by side: one alone would wait for its own sums. */
  private static void panels4(
      float[] x, int xAt, float[] w, int wAt, int in, float[] bias, int bAt, float[] y, int yAt) {
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
      s0 = xi.fma(FloatVector.fromArray(S, w, at), s0);
      t0 = xi.fma(FloatVector.fromArray(S, w, at + LANES), t0);
      s1 = xi.fma(FloatVector.fromArray(S, w, at + next), s1);
      t1 = xi.fma(FloatVector.fromArray(S, w, at + next + LANES), t1);
      s2 = xi.fma(FloatVector.fromArray(S, w, at + 2 * next), s2);
      t2 = xi.fma(FloatVector.fromArray(S, w, at + 2 * next + LANES), t2);
      s3 = xi.fma(FloatVector.fromArray(S, w, at + 3 * next), s3);
      t3 = xi.fma(FloatVector.fromArray(S, w, at + 3 * next + LANES), t3);
    }
    s0.add(FloatVector.fromArray(S, bias, bAt)).intoArray(y, yAt);
    t0.add(FloatVector.fromArray(S, bias, bAt + LANES)).intoArray(y, yAt + LANES);
    s1.add(FloatVector.fromArray(S, bias, bAt + PANEL)).intoArray(y, yAt + PANEL);
    t1.add(FloatVector.fromArray(S, bias, bAt + PANEL + LANES)).intoArray(y, yAt + PANEL + LANES);
    int b2 = 2 * PANEL;
    s2.add(FloatVector.fromArray(S, bias, bAt + b2)).intoArray(y, yAt + b2);
    t2.add(FloatVector.fromArray(S, bias, bAt + b2 + LANES)).intoArray(y, yAt + b2 + LANES);
    int b3 = 3 * PANEL;
    s3.add(FloatVector.fromArray(S, bias, bAt + b3)).intoArray(y, yAt + b3);
    t3.add(FloatVector.fromArray(S, bias, bAt + b3 + LANES)).intoArray(y, yAt + b3 + LANES);
  }
}
