package io.adlib.learn.ranker;

import io.adlib.sid.feature.FeatureRow;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/**
 * Shown ads with their features and what came of them, in the order of the log; flat arrays, no
 * object a row. Filled by {@link ImpressionLog} or from an {@link ImpressionFile}; then read only.
 */
public final class Impressions {

  private final int denseCount;
  private int size;
  private int[] start_N;
  private int[] rows;
  private float[] dense_ND;
  private int[] ad_N;
  private int[] request_N;
  private byte[] position_N;
  private byte[] outcome_N;
  private long[] time_N;

  Impressions(int denseCount) {
    this(denseCount, 1024, 1 << 16);
  }

  /** With room for some, so that nothing is copied to grow until there are more. */
  Impressions(int denseCount, int impressions, int rowsInAll) {
    this.denseCount = denseCount;
    start_N = new int[impressions + 1];
    rows = new int[rowsInAll];
    dense_ND = new float[impressions * denseCount];
    ad_N = new int[impressions];
    request_N = new int[impressions];
    position_N = new byte[impressions];
    outcome_N = new byte[impressions];
    time_N = new long[impressions];
  }

  int add(FeatureRow row, int ad, int request, int position, Instant time) {
    int end = makeRoom(row.size());
    for (int i = 0; i < row.size(); i++) {
      rows[end + i] = row.row(i);
    }
    System.arraycopy(row.dense(), 0, dense_ND, size * denseCount, denseCount);
    start_N[size + 1] = end + row.size();
    ad_N[size] = ad;
    request_N[size] = request;
    position_N[size] = (byte) Math.min(position, LogisticModel.POSITIONS - 1);
    outcome_N[size] = 0;
    time_N[size] = time.toEpochMilli();
    return size++;
  }

  /** For one more with so many rows; returns where they begin. */
  private int makeRoom(int more) {
    if (size == ad_N.length) {
      int grown = size + (size >> 1) + 1;
      start_N = Arrays.copyOf(start_N, grown + 1);
      ad_N = Arrays.copyOf(ad_N, grown);
      request_N = Arrays.copyOf(request_N, grown);
      position_N = Arrays.copyOf(position_N, grown);
      outcome_N = Arrays.copyOf(outcome_N, grown);
      time_N = Arrays.copyOf(time_N, grown);
    }
    int end = start_N[size];
    if (end + more > rows.length) {
      rows = Arrays.copyOf(rows, rows.length + (rows.length >> 1) + more);
    }
    if ((size + 1) * denseCount > dense_ND.length) {
      dense_ND = Arrays.copyOf(dense_ND, ad_N.length * denseCount);
    }
    return end;
  }

  /** Forgets all of them, to be filled again. */
  void clear() {
    size = 0;
  }

  /** How many bytes {@link #write} writes. */
  int bytes(int impression) {
    int count = start_N[impression + 1] - start_N[impression];
    return 2 + Integer.BYTES * (1 + count) + Float.BYTES * denseCount;
  }

  /** Writes what is learnt from: position, outcome, rows and dense values. */
  void write(int impression, ByteBuffer out) {
    int from = start_N[impression];
    int end = start_N[impression + 1];
    out.put(position_N[impression]).put(outcome_N[impression]).putInt(end - from);
    for (int i = from; i < end; i++) {
      out.putInt(rows[i]);
    }
    for (int d = 0; d < denseCount; d++) {
      out.putFloat(dense_ND[impression * denseCount + d]);
    }
  }

  /** Adds one that {@link #write} wrote; its ad, request and time are not told. */
  void read(ByteBuffer in) {
    byte position = in.get();
    byte outcome = in.get();
    int count = in.getInt();
    int end = makeRoom(count);
    for (int i = 0; i < count; i++) {
      rows[end + i] = in.getInt();
    }
    for (int d = 0; d < denseCount; d++) {
      dense_ND[size * denseCount + d] = in.getFloat();
    }
    start_N[size + 1] = end + count;
    ad_N[size] = -1;
    request_N[size] = -1;
    position_N[size] = position;
    outcome_N[size] = outcome;
    time_N[size++] = 0;
  }

  void clicked(int impression) {
    outcome_N[impression] |= 1;
  }

  void converted(int impression) {
    outcome_N[impression] |= 3;
  }

  /** N, the number of impressions. */
  public int size() {
    return size;
  }

  /** D, the number of dense values. */
  public int denseCount() {
    return denseCount;
  }

  /** The number of the shown ad. */
  public int ad(int impression) {
    return ad_N[impression];
  }

  /** A number that impressions of one request share. */
  public int request(int impression) {
    return request_N[impression];
  }

  /** The position, from 0; deep ones are called {@link LogisticModel#POSITIONS} − 1. */
  public int position(int impression) {
    return position_N[impression];
  }

  /** When it was shown. */
  public Instant time(int impression) {
    return Instant.ofEpochMilli(time_N[impression]);
  }

  /** Whether it was clicked. */
  public boolean isClicked(int impression) {
    return (outcome_N[impression] & 1) != 0;
  }

  /** Whether it was clicked and then led to a conversion. */
  public boolean isConverted(int impression) {
    return (outcome_N[impression] & 2) != 0;
  }

  int firstRow(int impression) {
    return start_N[impression];
  }

  int[] rows() {
    return rows;
  }

  float[] dense() {
    return dense_ND;
  }

  /** The first impression shown at or after a moment; {@link #size} if there is none. */
  public int from(Instant moment) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (time_N[middle] < moment.toEpochMilli()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
