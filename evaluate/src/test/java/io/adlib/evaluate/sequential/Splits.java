package io.adlib.evaluate.sequential;

/** Splits of sequences made up for tests elsewhere. */
public final class Splits {

  private Splits() {}

  /** Each row a user. */
  public static LeaveOneOut of(int[][] sequences_U, int itemCount) {
    return new LeaveOneOut(sequences_U, itemCount);
  }
}
