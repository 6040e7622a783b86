package io.adlib.infer.lm;

import io.adlib.kernel.compute.HalfMatrix;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.PackedMatrix;

/**
 * A linear map without a bias, in as little memory as gives the very same products: checkpoints are
 * mostly bfloat16, and stay so. Immutable and thread-safe.
 */
sealed interface Linear {

  /** The length of an input vector. */
  int in();

  /** The length of an output vector. */
  int out();

  /**
   * {@code y_r = x_r W} for each of {@code rows} rows.
   *
   * @param zeros at least {@code out()} of them
   */
  void apply(
      Kernels kernels,
      int rows,
      float[] x,
      int xAt,
      int xStride,
      float[] zeros,
      float[] y,
      int yAt,
      int yStride);

  /** The map of a matrix that these kernels packed. */
  static Linear of(PackedMatrix packed) {
    return HalfMatrix.of(packed).<Linear>map(Half::new).orElseGet(() -> new Whole(packed));
  }

  /** In float32. */
  record Whole(PackedMatrix w) implements Linear {
    @Override
    public int in() {
      return w.in();
    }

    @Override
    public int out() {
      return w.out();
    }

    @Override
    public void apply(
        Kernels kernels,
        int rows,
        float[] x,
        int xAt,
        int xStride,
        float[] zeros,
        float[] y,
        int yAt,
        int yStride) {
      kernels.gemm(rows, x, xAt, xStride, w, zeros, y, yAt, yStride);
    }
  }

  /** In bfloat16. */
  record Half(HalfMatrix w) implements Linear {
    @Override
    public int in() {
      return w.in();
    }

    @Override
    public int out() {
      return w.out();
    }

    @Override
    public void apply(
        Kernels kernels,
        int rows,
        float[] x,
        int xAt,
        int xStride,
        float[] zeros,
        float[] y,
        int yAt,
        int yStride) {
      kernels.gemm(rows, x, xAt, xStride, w, y, yAt, yStride);
    }
  }
}
