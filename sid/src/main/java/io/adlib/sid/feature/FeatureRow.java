package io.adlib.sid.feature;

import java.util.Arrays;

/**
 * What a ranker sees of one ad at one request: hashed rows, each of value 1, and dense values. Used
 * over and over; not thread-safe.
 */
public final class FeatureRow {

  /** Rows of the hashed space. */
  public static final int ROWS = 1 << 18;

  private int[] rows = new int[96];
  private int size;
  private final float[] dense_D;

  /**
   * @param dense D, as {@link FeatureSet#denseCount} says
   */
  public FeatureRow(int dense) {
    dense_D = new float[dense];
  }

  /** A row of given contents, each of {@code rows} in [0, {@link #ROWS}). */
  public static FeatureRow of(int[] rows, float... dense) {
    var made = new FeatureRow(dense.length);
    System.arraycopy(dense, 0, made.dense_D, 0, dense.length);
    made.rows = rows.clone();
    made.size = rows.length;
    return made;
  }

  /** How many hashed rows are set. */
  public int size() {
    return size;
  }

  /** A hashed row, in [0, {@link #ROWS}). */
  public int row(int at) {
    return rows[at];
  }

  /** The dense values; the array is this object's own. */
  public float[] dense() {
    return dense_D;
  }

  void clear() {
    size = 0;
    Arrays.fill(dense_D, 0);
  }

  void add(int salt, int key) {
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, size * 2 + 1);
    }
    rows[size++] = mix(salt ^ mix(key)) & (ROWS - 1);
  }

  void cross(int salt, int a, int b) {
    add(salt ^ mix(a + 0x3c6ef372), b);
  }

  /** Sets a dense value in [0,1] and, for what is not linear in it, the row of its eighth. */
  void measure(Slot slot, float value) {
    dense_D[slot.dense()] = value;
    add(slot.salt(), value <= 0 ? 0 : 1 + (int) Math.min(7, value * 8));
  }

  /** The finaliser of MurmurHash3 (32 bits). */
  static int mix(int h) {
    int x = (h ^ (h >>> 16)) * 0x85ebca6b;
    x = (x ^ (x >>> 13)) * 0xc2b2ae35;
    return x ^ (x >>> 16);
  }
}
