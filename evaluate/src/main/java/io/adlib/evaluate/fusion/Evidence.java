package io.adlib.evaluate.fusion;

import io.adlib.kernel.compute.TopK;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * What P models say of the items that a user may take next: only of candidates, such as the first
 * 100 of each model. For each model a candidate has {@link #VIEWS} features, so that a good score
 * and a good place both can count:
 *
 * <ul>
 *   <li>the z-score over all that was scored, squashed, {@code sign(z) · ln(1+|z|)}: co-occurrence
 *       has heavy tails;
 *   <li>the place among the candidates, {@code −ln(1+place)}, those of equal score sharing one.
 * </ul>
 *
 * The arrays are not copied: treat them as immutable.
 *
 * @param item_C candidates, ascending
 * @param x_CF features, row-major
 * @param target which candidate the user took, or −1 if it is none of them
 */
public record Evidence(int[] item_C, float[] x_CF, int target) {

  /** Features a model. */
  public static final int VIEWS = 3;

  private static final int DEPTH = 100;

  /**
   * Reads one case's scores.
   *
   * @param scores_PN of all items by every model; not finite where a model would not name an item,
   *     which then stands with the model's lowest
   * @param history the user's items
   * @param masked whether those of the history are no candidates
   */
  static Evidence of(float[][] scores_PN, int[] history, boolean masked, int target) {
    int n = scores_PN[0].length;
    var seen = new BitSet(n);
    if (masked) {
      Arrays.stream(history).forEach(seen::set);
    }
    var kept = new BitSet(n);
    var best = new TopK();
    for (float[] scores_N : scores_PN) {
      keepBest(scores_N, seen, best, kept);
    }
    return of(scores_PN, kept.stream().toArray(), target);
  }

  /**
   * Where candidates were gathered before and only they were scored.
   *
   * @param scores_PC of all of them by every model, as in {@link #of}
   * @param item_C which items they are, ascending
   */
  public static Evidence among(float[][] scores_PC, int[] item_C, int target) {
    Evidence numbered =
        of(
            scores_PC,
            IntStream.range(0, item_C.length).toArray(),
            Arrays.binarySearch(item_C, target));
    return new Evidence(item_C, numbered.x_CF, numbered.target);
  }

  private static Evidence of(float[][] scores_PN, int[] item_C, int target) {
    int features = VIEWS * scores_PN.length;
    float[] x_CF = new float[item_C.length * features];
    for (int p = 0; p < scores_PN.length; p++) {
      standardise(scores_PN[p], item_C, x_CF, VIEWS * p, features);
      place(scores_PN[p], item_C, x_CF, VIEWS * p + 2, features);
    }
    return new Evidence(item_C, x_CF, Math.max(-1, Arrays.binarySearch(item_C, target)));
  }

  /** The number of candidates, C. */
  public int size() {
    return item_C.length;
  }

  /** Marks a model's first {@link #DEPTH} among the items not seen; of equal ones the first. */
  private static void keepBest(float[] scores_N, BitSet seen, TopK best, BitSet kept) {
    best.reset(DEPTH);
    for (int i = 0; i < scores_N.length; i++) {
      if (!seen.get(i) && Float.isFinite(scores_N[i])) {
        best.offer(scores_N[i], i, 0);
      }
    }
    for (int place = 0; place < best.size(); place++) {
      kept.set(best.number(place));
    }
  }

  private static void standardise(
      float[] scores_N, int[] item_C, float[] x_CF, int f, int features) {
    double sum = 0;
    double squares = 0;
    int finite = 0;
    double lowest = Double.POSITIVE_INFINITY;
    for (float score : scores_N) {
      if (Float.isFinite(score)) {
        sum += score;
        squares += (double) score * score;
        finite++;
        lowest = Math.min(lowest, score);
      }
    }
    if (finite == 0) {
      return;
    }
    int absent = scores_N.length - finite;
    double mean = (sum + absent * lowest) / scores_N.length;
    double variance = (squares + absent * lowest * lowest) / scores_N.length - mean * mean;
    double scale = variance > 1e-12 ? 1 / Math.sqrt(variance) : 0;
    for (int c = 0; c < item_C.length; c++) {
      float score = scores_N[item_C[c]];
      double z = ((Float.isFinite(score) ? score : lowest) - mean) * scale;
      x_CF[c * features + f] = (float) z;
      x_CF[c * features + f + 1] = (float) (Math.signum(z) * Math.log1p(Math.abs(z)));
    }
  }

  private static void place(float[] scores_N, int[] item_C, float[] x_CF, int f, int features) {
    float[] sorted_C = new float[item_C.length];
    for (int c = 0; c < sorted_C.length; c++) {
      float score = scores_N[item_C[c]];
      sorted_C[c] = Float.isFinite(score) ? -score : Float.POSITIVE_INFINITY;
    }
    float[] mine_C = sorted_C.clone();
    Arrays.sort(sorted_C);
    for (int c = 0; c < mine_C.length; c++) {
      x_CF[c * features + f] = (float) (0 - Math.log1p(above(sorted_C, mine_C[c])));
    }
  }

  /** How many of an ascending array are less. */
  private static int above(float[] sorted, float value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
