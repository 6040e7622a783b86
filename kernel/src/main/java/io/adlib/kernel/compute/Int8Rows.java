package io.adlib.kernel.compute;

/**
 * Rows of whole numbers from −127 to 127 times the row's scale, four an int: byte k of the i-th of
 * a row's D/4 ints is number i + k·D/4, so that a quarter of a row is widened by shifts, whatever
 * the width of the machine's vectors.
 *
 * @param quads {@code [N,D/4]}
 * @param scale_N of each row
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Int8Rows(Kernels kernels, int[] quads, float[] scale_N, int width) implements RowTable {

  private static final int MOST = 127;

  /** Ints a line of the cache. */
  private static final int LINE = 16;

  static Int8Rows of(Kernels kernels, float[] rows_ND, int width) {
    int rows = rows_ND.length / width;
    int quarter = width / 4;
    int[] quads = new int[rows_ND.length / 4];
    float[] scale_N = new float[rows];
    for (int row = 0; row < rows; row++) {
      float most = 0;
      for (int i = row * width; i < (row + 1) * width; i++) {
        most = Math.max(most, Math.abs(rows_ND[i]));
      }
      scale_N[row] = most / MOST;
      for (int i = 0; i < width && most > 0; i++) {
        int q = Math.round(rows_ND[row * width + i] / most * MOST);
        quads[row * quarter + i % quarter] |= (q & 0xff) << (8 * (i / quarter));
      }
    }
    return new Int8Rows(kernels, quads, scale_N, width);
  }

  @Override
  public float dot(float[] a, int aAt, int row) {
    return scale_N[row] * kernels.dotInt8(a, aAt, quads, row * width / 4, width);
  }

  @Override
  public float dotOfSum(float[] a, int aAt, int row, int other) {
    return dot(a, aAt, row) + dot(a, aAt, other);
  }

  @Override
  public void add(int row, float[] y, int yAt) {
    kernels.addInt8(scale_N[row], quads, row * width / 4, y, yAt, width);
  }

  @Override
  public float touch(int row) {
    int touched = 0;
    for (int i = row * width / 4; i < (row + 1) * width / 4; i += LINE) {
      touched += quads[i];
    }
    return touched + scale_N[row];
  }
}
