package io.adlib.kernel.compute;

/**
 * Rows in bfloat16, two numbers an int: the i-th of a row's D/2 ints holds number i in its lower
 * half and number i + D/2 in its upper half, so that both halves of a row are widened by a shift or
 * a mask, whatever the width of the machine's vectors.
 *
 * @param pairs {@code [N,D/2]}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BFloat16Rows(Kernels kernels, int[] pairs, int width) implements RowTable {

  /** Pairs a line of the cache. */
  private static final int LINE = 16;

  static BFloat16Rows of(Kernels kernels, float[] rows_ND, int width) {
    int half = width / 2;
    int[] pairs = new int[rows_ND.length / 2];
    for (int i = 0; i < pairs.length; i++) {
      int at = (i / half) * width + i % half;
      pairs[i] = (rounded(rows_ND[at]) >>> 16) | rounded(rows_ND[at + half]);
    }
    return new BFloat16Rows(kernels, pairs, width);
  }

  /** The bits of a finite number's nearest finite bfloat16, as a float32's. */
  private static int rounded(float x) {
    int bits = Float.floatToRawIntBits(x);
    int nearest = bits + 0x7fff + ((bits >>> 16) & 1);
    return (Float.isFinite(Float.intBitsToFloat(nearest)) ? nearest : bits) & 0xffff0000;
  }

  @Override
  public float dot(float[] a, int aAt, int row) {
    return kernels.dotBFloat16(a, aAt, pairs, row * width / 2, width);
  }

  @Override
  public float dotOfSum(float[] a, int aAt, int row, int other) {
    return kernels.dotBFloat16(a, aAt, pairs, row * width / 2, width)
        + kernels.dotBFloat16(a, aAt, pairs, other * width / 2, width);
  }

  @Override
  public void add(int row, float[] y, int yAt) {
    kernels.addBFloat16(pairs, row * width / 2, y, yAt, width);
  }

  @Override
  public float touch(int row) {
    int touched = 0;
    for (int i = row * width / 2; i < (row + 1) * width / 2; i += LINE) {
      touched += pairs[i];
    }
    return touched;
  }
}
