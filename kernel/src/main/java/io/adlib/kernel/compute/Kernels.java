package io.adlib.kernel.compute;

/**
 * The numeric work of serving, in float32 over plain arrays. A vector is an array and the index of
 * its first number; ranges outside an array throw {@link IndexOutOfBoundsException}. Outputs may
 * not overlap inputs unless a method works in place. Two implementations agree to rounding; {@link
 * ScalarKernels} says in plain loops what each method means. Implementations are stateless and
 * thread-safe.
 */
public interface Kernels {

  /** Such as {@code vector-512} or {@code scalar}. */
  String name();

  /** Columns a panel of the matrices that {@link #gemm} of this implementation reads fastest. */
  int panel();

  /** Packs {@code w_IO} for {@link #gemm}. */
  default PackedMatrix pack(float[] w_IO, int in, int out) {
    return PackedMatrix.of(w_IO, in, out, panel());
  }

  /** Packs the transpose of {@code w_OI} for {@link #gemm}: many rows to take dot products with. */
  default PackedMatrix packTransposed(float[] w_OI, int in, int out) {
    return PackedMatrix.ofTransposed(w_OI, in, out, panel());
  }

  /**
   * {@code y_r = x_r W + b} for each of {@code rows} rows; row r of x begins at {@code xAt +
   * r·xStride}, of y at {@code yAt + r·yStride}.
   *
   * @param w packed by this implementation
   * @param bias {@code w.out()} numbers
   */
  void gemm(
      int rows,
      float[] x,
      int xAt,
      int xStride,
      PackedMatrix w,
      float[] bias,
      float[] y,
      int yAt,
      int yStride);

  /** The same without a bias, of weights in bfloat16; products and sums are float32. */
  void gemm(
      int rows, float[] x, int xAt, int xStride, HalfMatrix w, float[] y, int yAt, int yStride);

  /** Σ a_i b_i over n numbers. */
  float dot(float[] a, int aAt, float[] b, int bAt, int n);

  /** Σ a_i (b_i + c_i) over n numbers; b and c may be ranges of one array. */
  float dotOfSum(float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int n);

  /**
   * Σ a_i b_i over n numbers b in bfloat16, two an int: b_i in the lower half of the i-th of n/2
   * ints, b_{i+n/2} in its upper half; n even.
   */
  float dotBFloat16(float[] a, int aAt, int[] b, int bAt, int n);

  /** y_i += x_i over n numbers x in bfloat16, as of {@link #dotBFloat16}. */
  void addBFloat16(int[] x, int xAt, float[] y, int yAt, int n);

  /**
   * Σ a_i b_i over n signed bytes b, four an int: b_{i+k·n/4} is byte k, from the lowest, of the
   * i-th of n/4 ints; n a multiple of 4.
   */
  float dotInt8(float[] a, int aAt, int[] b, int bAt, int n);

  /** y_i += α x_i over n signed bytes x, as of {@link #dotInt8}. */
  void addInt8(float alpha, int[] x, int xAt, float[] y, int yAt, int n);

  /** Σ (a_i − b_i)² over n numbers. */
  float squaredDistance(float[] a, int aAt, float[] b, int bAt, int n);

  /** y_i += α x_i. */
  void axpy(float alpha, float[] x, int xAt, float[] y, int yAt, int n);

  /**
   * LayerNorm with ε = 1e-5 and the biased variance: {@code y = (x − mean)/√(var + ε) ⊙ gain +
   * bias}; x and y may be the same.
   */
  void layerNorm(
      float[] x,
      int xAt,
      float[] gain,
      int gainAt,
      float[] bias,
      int biasAt,
      float[] y,
      int yAt,
      int n);

  /** In place, {@code x = x / (1 + e^−x)}. */
  void silu(float[] x, int at, int n);

  /** In place, {@code y = y ⊙ silu(x)}. */
  void siluGate(float[] x, int xAt, float[] y, int yAt, int n);

  /** In place, {@code x = e^(x − max) / Σ e^(x − max)}; n ≥ 1. */
  void softmax(float[] x, int at, int n);

  /** {@code log Σ e^x}, without overflow; n ≥ 1. */
  float logSumExp(float[] x, int at, int n);

  /** The index, from 0, of the largest of n ≥ 1 numbers; the first of equals. No NaN. */
  int argMax(float[] x, int at, int n);
}
