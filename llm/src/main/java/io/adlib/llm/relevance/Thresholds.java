package io.adlib.llm.relevance;

import io.adlib.evaluate.metrics.Kappa;
import java.util.Arrays;

/**
 * Turns scores into grades 1 to 4 by three cuts, chosen on labelled scores for the highest
 * quadratic weighted kappa: coordinate ascent over quantiles, from the labels' own shares.
 */
public final class Thresholds {

  private static final int QUANTILES = 100;
  private static final int ROUNDS = 10;

  private final double[] cuts;

  private Thresholds(double[] cuts) {
    this.cuts = cuts;
  }

  /** The cuts for labelled scores; grades are 1 to 4. */
  public static Thresholds fit(double[] score_N, int[] grade_N) {
    double[] sorted = score_N.clone();
    Arrays.sort(sorted);
    double[] grid = new double[QUANTILES + 1];
    for (int q = 0; q <= QUANTILES; q++) {
      grid[q] = above(sorted, (int) ((long) q * (sorted.length - 1) / QUANTILES));
    }
    int[] at = start(grade_N);
    double best = kappa(score_N, grade_N, grid, at);
    for (int round = 0; round < ROUNDS; round++) {
      double before = best;
      for (int cut = 0; cut < at.length; cut++) {
        int low = cut == 0 ? 0 : at[cut - 1];
        int high = cut == at.length - 1 ? QUANTILES : at[cut + 1];
        int chosen = at[cut];
        for (int q = low; q <= high; q++) {
          at[cut] = q;
          double kappa = kappa(score_N, grade_N, grid, at);
          if (kappa > best) {
            best = kappa;
            chosen = q;
          }
        }
        at[cut] = chosen;
      }
      if (best == before) {
        break;
      }
    }
    return new Thresholds(cuts(grid, at));
  }

  /** Halfway from a score to the next greater one, so that unseen scores near it stay below. */
  private static double above(double[] sorted, int from) {
    int next = from;
    while (next < sorted.length && sorted[next] == sorted[from]) {
      next++;
    }
    return next == sorted.length ? sorted[from] : (sorted[from] + sorted[next]) / 2;
  }

  private static int[] start(int[] grade_N) {
    int[] at = new int[3];
    for (int cut = 0; cut < 3; cut++) {
      int below = cut + 1;
      long fewer = Arrays.stream(grade_N).filter(grade -> grade <= below).count();
      at[cut] = (int) (fewer * QUANTILES / grade_N.length);
    }
    return at;
  }

  private static double[] cuts(double[] grid, int[] at) {
    return Arrays.stream(at).mapToDouble(q -> grid[q]).toArray();
  }

  private static double kappa(double[] score_N, int[] grade_N, double[] grid, int[] at) {
    return Kappa.quadratic(grade_N, new Thresholds(cuts(grid, at)).grades(score_N), 1, 4);
  }

  /** The grades of scores. */
  public int[] grades(double[] score_N) {
    return Arrays.stream(score_N).mapToInt(this::grade).toArray();
  }

  private int grade(double score) {
    int grade = 1;
    for (double cut : cuts) {
      grade += score > cut ? 1 : 0;
    }
    return grade;
  }
}
