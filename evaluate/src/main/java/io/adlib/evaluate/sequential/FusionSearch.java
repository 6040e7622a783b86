package io.adlib.evaluate.sequential;

import io.adlib.core.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses the weights of a {@link Fusion} on validation cases: coordinate by coordinate over a grid
 * that is fine near zero, to the best N@10, for masked and unmasked ranking each on its own. The
 * first part's weight stays 1. Each part scores each case once.
 */
public final class FusionSearch {

  /**
   * @param masked_P weights for the ranking without seen items
   * @param unmasked_P weights for the ranking of all items
   * @param maskedN10 what they reached on the cases
   * @param unmaskedN10 what they reached on the cases
   */
  public record Weights(
      double[] masked_P, double[] unmasked_P, double maskedN10, double unmaskedN10) {}

  private static final double[] GRID = {
    0, .005, .01, .015, .02, .025, .03, .035, .04, .05, .06, .07, .08, .1, .12, .15, .2, .25, .3,
    .4, .5, .7, 1, 1.5, 2, 3
  };
  private static final int ROUNDS = 4;
  private static final int BATCH = 256;

  private FusionSearch() {}

  /** The best weights; pass {@code cases.thinnedTo(n)} where validation is larger than needed. */
  public static Weights of(
      List<? extends SequentialScorer> parts, LeaveOneOut.Cases cases, Progress progress) {
    List<FusionShortlist> shortlists = shortlists(parts, cases, progress);
    double[] masked = climb(shortlists, parts.size(), true);
    double[] unmasked = climb(shortlists, parts.size(), false);
    return new Weights(
        masked, unmasked, n10(shortlists, masked, true), n10(shortlists, unmasked, false));
  }

  private static List<FusionShortlist> shortlists(
      List<? extends SequentialScorer> parts, LeaveOneOut.Cases cases, Progress progress) {
    int batch = Math.min(BATCH, cases.size());
    float[][][] scores_PBN = new float[parts.size()][batch][cases.itemCount()];
    var shortlists = new ArrayList<FusionShortlist>(cases.size());
    try (Progress.Task task = progress.start("weigh " + parts.size() + " models", cases.size())) {
      for (int from = 0; from < cases.size(); from += batch) {
        int to = Math.min(cases.size(), from + batch);
        int[][] histories = Arrays.copyOfRange(cases.histories(), from, to);
        for (int p = 0; p < parts.size(); p++) {
          parts.get(p).score(histories, scores_PBN[p]);
        }
        for (int b = 0; b < histories.length; b++) {
          float[][] z_PN = new float[parts.size()][];
          for (int p = 0; p < z_PN.length; p++) {
            z_PN[p] = scores_PBN[p][b];
            ZScores.standardise(z_PN[p], cases.itemCount());
          }
          shortlists.add(FusionShortlist.of(z_PN, histories[b], cases.targets()[from + b]));
        }
        task.advance(histories.length);
      }
    }
    return shortlists;
  }

  private static double[] climb(List<FusionShortlist> shortlists, int parts, boolean masked) {
    double[] best_P = new double[parts];
    best_P[0] = 1;
    double best = n10(shortlists, best_P, masked);
    boolean better = parts > 1;
    for (int round = 0; round < ROUNDS && better; round++) {
      better = false;
      for (int p = 1; p < parts; p++) {
        double[] trial_P = best_P.clone();
        for (double weight : GRID) {
          trial_P[p] = weight;
          double n10 = n10(shortlists, trial_P, masked);
          if (n10 > best) {
            best = n10;
            best_P = trial_P.clone();
            better = true;
          }
        }
      }
    }
    return best_P;
  }

  private static double n10(List<FusionShortlist> shortlists, double[] weights_P, boolean masked) {
    int[] ranks =
        shortlists.parallelStream().mapToInt(list -> list.rank(weights_P, masked)).toArray();
    return new Ranks(ranks).top().n10();
  }
}
