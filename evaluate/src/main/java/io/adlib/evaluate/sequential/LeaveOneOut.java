package io.adlib.evaluate.sequential;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Each user's last item is for test, the one before for validation, the rest for training; a user
 * of fewer than three items is for training only. Immutable and thread-safe as long as nobody
 * writes into its arrays.
 */
public final class LeaveOneOut {

  private final int[][] sequences_U;
  private final int itemCount;
  private final ColdItems heldOut;

  LeaveOneOut(int[][] sequences_U, int itemCount) {
    this(sequences_U, itemCount, ColdItems.NONE);
  }

  private LeaveOneOut(int[][] sequences_U, int itemCount, ColdItems heldOut) {
    this.sequences_U = sequences_U;
    this.itemCount = itemCount;
    this.heldOut = heldOut;
  }

  /**
   * The same cases, but some items taken out of all that may be trained on. Histories keep them: by
   * the time of a case a new item is known, though no model has learnt of it.
   */
  public LeaveOneOut holdingOut(ColdItems items) {
    return new LeaveOneOut(sequences_U, itemCount, items);
  }

  /** The items that stand in no training sequence: those held out, and those that never did. */
  public ColdItems cold() {
    return ColdItems.absentFrom(train(), itemCount);
  }

  /** The number of items, N. */
  public int itemCount() {
    return itemCount;
  }

  /** What may be trained on: each user's items, oldest first, without the last two. */
  public int[][] train() {
    return Arrays.stream(sequences_U)
        .map(s -> s.length < 3 ? s.clone() : Arrays.copyOf(s, s.length - 2))
        .map(s -> Arrays.stream(s).filter(item -> !heldOut.contains(item)).toArray())
        .toArray(int[][]::new);
  }

  /** History is the training part, target the item after it. */
  public Cases validation() {
    return cases("validation", 2);
  }

  /** History is all but the last item, the validation item included; target is the last. */
  public Cases test() {
    return cases("test", 1);
  }

  private Cases cases(String part, int fromEnd) {
    int[] users =
        IntStream.range(0, sequences_U.length).filter(u -> sequences_U[u].length >= 3).toArray();
    int[][] histories = new int[users.length][];
    int[] targets = new int[users.length];
    for (int i = 0; i < users.length; i++) {
      int[] sequence = sequences_U[users[i]];
      histories[i] = Arrays.copyOf(sequence, sequence.length - fromEnd);
      targets[i] = sequence[sequence.length - fromEnd];
    }
    return new Cases(part, users, histories, targets, itemCount);
  }

  /**
   * What is ranked and what should come out on top. The arrays are not copied: treat them as
   * immutable.
   *
   * @param part {@code validation} or {@code test}
   * @param users the user's number in the dataset, by case
   * @param histories the user's items before the target, oldest first, by case
   * @param targets the item that came next, by case
   * @param itemCount N
   */
  public record Cases(String part, int[] users, int[][] histories, int[] targets, int itemCount) {

    /** The number of cases. */
    public int size() {
      return users.length;
    }

    /** The cases of one slice. */
    public Cases of(Slice slice, ColdItems cold) {
      return kept(IntStream.range(0, size()).filter(i -> slice.holds(cold, targets[i])).toArray());
    }

    /** Every k-th case such that at most {@code limit} remain; all if there are no more. */
    public Cases thinnedTo(int limit) {
      int step = Math.max(1, (size() + limit - 1) / Math.max(1, limit));
      return kept(IntStream.range(0, size()).filter(i -> i % step == 0).toArray());
    }

    private Cases kept(int[] kept) {
      return new Cases(
          part,
          IntStream.of(kept).map(i -> users[i]).toArray(),
          IntStream.of(kept).mapToObj(i -> histories[i]).toArray(int[][]::new),
          IntStream.of(kept).map(i -> targets[i]).toArray(),
          itemCount);
    }
  }
}
