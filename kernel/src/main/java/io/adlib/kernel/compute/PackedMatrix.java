package io.adlib.kernel.compute;

/**
 * A weight matrix laid out for {@link Kernels#gemm}: panels of {@code panel} columns, each panel
 * row-major, the last one padded with zeros. Element (i, o) stands at {@code (o / panel)·in·panel +
 * i·panel + o % panel}. The array is not copied: treat it as immutable, then it is thread-safe.
 *
 * @param in rows, the length of an input vector
 * @param out columns, the length of an output vector
 * @param panel columns a panel
 * @param data {@code ⌈out/panel⌉·in·panel} numbers
 */
public record PackedMatrix(int in, int out, int panel, float[] data) {

  /** Packs {@code w_IO}, {@code in·out} numbers row-major, as linear weights are stored. */
  public static PackedMatrix of(float[] w_IO, int in, int out, int panel) {
    var packed = empty(in, out, panel);
    packed.fill(w_IO, 0, out, 1, out);
    return packed;
  }

  /** Packs the transpose of {@code w_OI}, {@code out} rows of {@code in} numbers. */
  public static PackedMatrix ofTransposed(float[] w_OI, int in, int out, int panel) {
    var packed = empty(in, out, panel);
    packed.fill(w_OI, 0, 1, in, out);
    return packed;
  }

  private static PackedMatrix empty(int in, int out, int panel) {
    int size = Math.multiplyExact(Math.multiplyExact(Math.ceilDiv(out, panel), panel), in);
    return new PackedMatrix(in, out, panel, new float[size]);
  }

  /** Adds a column to {@code y[at, at + in)}. */
  public void addColumn(int column, float[] y, int at) {
    int from = (column / panel) * in * panel + column % panel;
    for (int i = 0; i < in; i++) {
      y[at + i] += data[from + i * panel];
    }
  }

  /**
   * Overwrites the first columns of scratch that its one owner keeps to pack what changes from call
   * to call; element (i, o) comes from {@code w[at + i·inStride + o·outStride]}.
   */
  public void fill(float[] w, int at, int inStride, int outStride, int columns) {
    if (outStride == 1) {
      for (int first = 0; first < columns; first += panel) {
        for (int i = 0; i < in; i++) {
          int from = at + i * inStride + first;
          int count = Math.min(panel, columns - first);
          System.arraycopy(w, from, data, first * in + i * panel, count);
        }
      }
      return;
    }
    for (int o = 0; o < columns; o++) {
      int target = (o / panel) * in * panel + o % panel;
      for (int i = 0; i < in; i++) {
        data[target + i * panel] = w[at + i * inStride + o * outStride];
      }
    }
  }
}
