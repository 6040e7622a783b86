package io.adlib.kernel.compute;

/**
 * Many rows of numbers, such as embeddings, of which each request reads a few from anywhere: what
 * they cost is the memory they come from, so they may be kept {@linkplain RowPrecision rounded} and
 * are widened to float32 as they are read. Immutable and thread-safe.
 */
public sealed interface RowTable permits FloatRows, BFloat16Rows, Int8Rows {

  /** Numbers a row. */
  int width();

  /** Σ a_i r_i over a row r. */
  float dot(float[] a, int aAt, int row);

  /** Σ a_i (r_i + s_i) over two rows r and s. */
  float dotOfSum(float[] a, int aAt, int row, int other);

  /** y_i += r_i. */
  void add(int row, float[] y, int yAt);

  /**
   * Reads one number of each line of the cache that a row takes, so that the row is there when it
   * is wanted.
   *
   * @return something that depends on all of them
   */
  float touch(int row);

  /**
   * A table of rows side by side; float32 ones are not copied. Widths that do not fill whole ints,
   * as odd ones in bfloat16, are kept as float32.
   */
  static RowTable of(RowPrecision precision, Kernels kernels, float[] rows_ND, int width) {
    if (rows_ND.length % width != 0) {
      throw new IllegalArgumentException(rows_ND.length + " numbers in rows of " + width);
    }
    return switch (width % precision.together() == 0 ? precision : RowPrecision.FLOAT32) {
      case FLOAT32 -> new FloatRows(kernels, rows_ND, width);
      case BFLOAT16 -> BFloat16Rows.of(kernels, rows_ND, width);
      case INT8 -> Int8Rows.of(kernels, rows_ND, width);
    };
  }
}
