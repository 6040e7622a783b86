package io.adlib.kernel.compute;

/** How exactly a {@link RowTable} keeps its numbers. */
public enum RowPrecision {
  /** As they are: 4 bytes a number. */
  FLOAT32(1),

  /** Float32's upper half, rounded to the nearest, to even: 8 significant bits, 2 bytes. */
  BFLOAT16(2),

  /** A whole number from −127 to 127 times a scale of the row: a byte a number, 4 a row. */
  INT8(4);

  private final int together;

  RowPrecision(int together) {
    this.together = together;
  }

  /** How many numbers share 32 bits. */
  int together() {
    return together;
  }
}
