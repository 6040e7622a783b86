package io.adlib.kernel.compute;

/**
 * Rows as they are.
 *
 * @param rows_ND not copied: treat it as immutable
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FloatRows(Kernels kernels, float[] rows_ND, int width) implements RowTable {

  /** Numbers a line of the cache. */
  private static final int LINE = 16;

  @Override
  public float dot(float[] a, int aAt, int row) {
    return kernels.dot(a, aAt, rows_ND, row * width, width);
  }

  @Override
  public float dotOfSum(float[] a, int aAt, int row, int other) {
    return kernels.dotOfSum(a, aAt, rows_ND, row * width, rows_ND, other * width, width);
  }

  @Override
  public void add(int row, float[] y, int yAt) {
    kernels.axpy(1, rows_ND, row * width, y, yAt, width);
  }

  @Override
  public float touch(int row) {
    float touched = 0;
    for (int i = row * width; i < (row + 1) * width; i += LINE) {
      touched += rows_ND[i];
    }
    return touched;
  }
}
