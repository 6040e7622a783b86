package io.adlib.sid;

import io.adlib.core.InputException;

/**
 * Vectors of one length, numbered from 0 and read a block at a time, so that they need not all be
 * in memory. Thread-safe, and always the same.
 */
public interface VectorSource {

  /** N. */
  int size();

  /** D. */
  int dimension();

  /** Copies vectors {@code [from, from + n)}, row-major, to the beginning of an array. */
  void read(int from, int n, float[] into_ND);

  /** Those of an array {@code [N, D]}, which is not copied. */
  static VectorSource of(float[] vectors_ND, int dimension) {
    if (dimension < 1 || vectors_ND.length % dimension != 0) {
      throw new InputException(
          "vectors of %d dimensions cannot have %d components"
              .formatted(dimension, vectors_ND.length),
          "encode the items again");
    }
    return new VectorSource() {
      @Override
      public int size() {
        return vectors_ND.length / dimension;
      }

      @Override
      public int dimension() {
        return dimension;
      }

      @Override
      public void read(int from, int n, float[] into_ND) {
        System.arraycopy(vectors_ND, from * dimension, into_ND, 0, n * dimension);
      }
    };
  }

  /** All of them in one array. */
  default float[] readAll() {
    float[] all_ND = new float[Math.multiplyExact(size(), dimension())];
    read(0, size(), all_ND);
    return all_ND;
  }
}
