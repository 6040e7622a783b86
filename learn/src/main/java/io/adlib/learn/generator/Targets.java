package io.adlib.learn.generator;

import io.adlib.sid.prompt.TrainingSequence;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The positions of a batch that have a target, and what each is to predict.
 *
 * @param position_M ascending, counted over all sequences end to end
 * @param item_M the target of each
 * @param sequence_M the sequence each is of
 */
record Targets(int[] position_M, int[] item_M, int[] sequence_M) {

  /**
   * @param known whether an item can be a target
   */
  static Targets of(List<TrainingSequence> sequences, IntPredicate known) {
    int all = sequences.stream().mapToInt(s -> s.target_T().length).sum();
    int[] position = new int[all];
    int[] item = new int[all];
    int[] sequence = new int[all];
    int m = 0;
    int p = 0;
    for (int s = 0; s < sequences.size(); s++) {
      for (int target : sequences.get(s).target_T()) {
        if (known.test(target)) {
          position[m] = p;
          item[m] = target;
          sequence[m++] = s;
        }
        p++;
      }
    }
    return new Targets(
        Arrays.copyOf(position, m), Arrays.copyOf(item, m), Arrays.copyOf(sequence, m));
  }

  /** How much each target counts, times a factor. */
  double[] weights(List<TrainingSequence> sequences, TargetWeights weights, double factor) {
    double[] weight_M = new double[size()];
    int m = 0;
    int first = 0;
    for (TrainingSequence sequence : sequences) {
      int end = first + sequence.target_T().length;
      for (; m < size() && position_M[m] < end; m++) {
        weight_M[m] = factor * weights.of(sequence, position_M[m] - first);
      }
      first = end;
    }
    return weight_M;
  }

  /** M. */
  int size() {
    return position_M.length;
  }

  /** The target that comes {@code ahead} after the m-th one in its sequence; −1 if none does. */
  int itemAfter(int m, int ahead) {
    int later = m + ahead;
    return later < size() && sequence_M[later] == sequence_M[m] ? item_M[later] : -1;
  }
}
