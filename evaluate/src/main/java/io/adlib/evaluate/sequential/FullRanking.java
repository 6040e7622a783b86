package io.adlib.evaluate.sequential;

import io.adlib.core.Progress;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The rank of each user's target among ALL items, with the items of the history taken out (masked)
 * and with them left in (unmasked). A target that is in the history cannot be reached when masked
 * and counts as missed.
 *
 * @param masked ranks among the items not in the history
 * @param unmasked ranks among all items
 */
public record FullRanking(Ranks masked, Ranks unmasked) {

  private static final int BATCH = 256;

  /** Ranks by one scorer. */
  public static FullRanking of(SequentialScorer scorer, LeaveOneOut.Cases cases) {
    return of(scorer, cases, Progress.SILENT);
  }

  /** The same, telling how far it is. */
  public static FullRanking of(
      SequentialScorer scorer, LeaveOneOut.Cases cases, Progress progress) {
    int[] masked = new int[cases.size()];
    int[] unmasked = new int[cases.size()];
    float[][] scores_BN = new float[Math.min(BATCH, cases.size())][cases.itemCount()];
    try (Progress.Task task = progress.start("rank " + scorer.name(), cases.size())) {
      for (int from = 0; from < cases.size(); from += BATCH) {
        int[][] histories =
            Arrays.copyOfRange(cases.histories(), from, Math.min(cases.size(), from + BATCH));
        scorer.score(histories, scores_BN);
        for (int b = 0; b < histories.length; b++) {
          int target = cases.targets()[from + b];
          unmasked[from + b] = rank(scores_BN[b], target, cases.itemCount());
          masked[from + b] = maskedRank(scores_BN[b], target, cases.itemCount(), histories[b]);
        }
        task.advance(histories.length);
      }
    }
    return new FullRanking(new Ranks(masked), new Ranks(unmasked));
  }

  /** The ranking of the cases of one slice, in their order. */
  public FullRanking of(Slice slice, LeaveOneOut.Cases cases, ColdItems cold) {
    int[] kept =
        IntStream.range(0, cases.size())
            .filter(i -> slice.holds(cold, cases.targets()[i]))
            .toArray();
    return new FullRanking(masked.of(kept), unmasked.of(kept));
  }

  /** How many other items do not score below the target. */
  static int rank(float[] scores_N, int target, int itemCount) {
    float mine = scores_N[target];
    int before = -1;
    for (int i = 0; i < itemCount; i++) {
      before += scores_N[i] < mine ? 0 : 1;
    }
    return before;
  }

  /** The same among unseen items; writes −∞ over the seen. */
  static int maskedRank(float[] scores_N, int target, int itemCount, int[] seen) {
    for (int item : seen) {
      if (item == target) {
        return Ranks.DEEPEST;
      }
      scores_N[item] = Float.NEGATIVE_INFINITY;
    }
    return rank(scores_N, target, itemCount);
  }
}
