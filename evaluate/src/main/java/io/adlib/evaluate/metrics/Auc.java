package io.adlib.evaluate.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Area under the ROC curve: the chance that a positive is scored above a negative, ties half. */
public final class Auc {

  private Auc() {}

  /**
   * Of n examples.
   *
   * @param score_N higher means more likely positive; what is no number counts as highest
   * @param label_N in [0,1]; a label between counts as that much positive and the rest negative, so
   *     that true probabilities can stand in for outcomes
   * @return in [0,1], or NaN when there is no positive or no negative
   */
  public static double of(double[] score_N, double[] label_N) {
    return of(score_N, label_N, IntStream.range(0, score_N.length).toArray());
  }

  private static double of(double[] score_N, double[] label_N, int[] examples) {
    Integer[] order = sorted(score_N, examples);
    double below = 0;
    double wins = 0;
    for (int from = 0; from < order.length; ) {
      double score = score_N[order[from]] + 0.0;
      double positive = 0;
      double negative = 0;
      int to = from;
      for (; to < order.length && Double.compare(score_N[order[to]] + 0.0, score) == 0; to++) {
        positive += label_N[order[to]];
        negative += 1 - label_N[order[to]];
      }
      wins += positive * (below + .5 * negative);
      below += negative;
      from = to;
    }
    double positives = order.length - below;
    return wins / (positives * below);
  }

  /** Examples by score ascending; adding 0.0 makes −0 and 0 one score. */
  private static Integer[] sorted(double[] score_N, int[] examples) {
    Integer[] boxed = IntStream.of(examples).boxed().toArray(Integer[]::new);
    Arrays.sort(boxed, (a, b) -> Double.compare(score_N[a] + 0.0, score_N[b] + 0.0));
    return boxed;
  }

  /**
   * GAUC: the mean AUC inside groups (users, requests), weighted by the number of examples; groups
   * without a positive or without a negative are left out.
   *
   * @param group_N the group of each example, any numbers
   */
  public static double grouped(double[] score_N, double[] label_N, int[] group_N) {
    Integer[] byGroup = IntStream.range(0, group_N.length).boxed().toArray(Integer[]::new);
    Arrays.sort(byGroup, (a, b) -> Integer.compare(group_N[a], group_N[b]));
    double sum = 0;
    long weight = 0;
    for (int from = 0; from < byGroup.length; ) {
      int to = from;
      while (to < byGroup.length && group_N[byGroup[to]] == group_N[byGroup[from]]) {
        to++;
      }
      int[] members =
          Arrays.stream(Arrays.copyOfRange(byGroup, from, to)).mapToInt(i -> i).toArray();
      double auc = of(score_N, label_N, members);
      if (!Double.isNaN(auc)) {
        sum += auc * members.length;
        weight += members.length;
      }
      from = to;
    }
    return sum / weight;
  }
}
