package io.adlib.evaluate.fusion;

import java.util.Arrays;
import java.util.List;

/**
 * A conditional logit (McFadden 1974): a candidate's probability is the softmax, over the
 * candidates, of its features times the weights. Immutable as long as nobody writes into the array.
 *
 * @param weight_F by feature
 */
public record Choice(double[] weight_F) {

  private static final int ROUNDS = 25;
  private static final double CONVERGED = 1e-7;

  /** In units of cases: enough to keep weights of like features finite. */
  private static final double RIDGE = 1;

  /**
   * The most likely weights, by Newton's method, with a small pull to the start: where there is
   * nothing to learn from, the start remains.
   *
   * @param cases those whose target is a candidate count
   * @param start_F the weights to start from
   */
  public static Choice fitted(List<Evidence> cases, double[] start_F) {
    List<Evidence> told = cases.stream().filter(each -> each.target() >= 0).toList();
    var present = new Choice(start_F);
    double loss = new Curvature(present, start_F, told).loss;
    for (int round = 0; round < ROUNDS; round++) {
      var curvature = new Curvature(present, start_F, told);
      double[] step_F = curvature.step();
      Choice next = present.plus(step_F, 1);
      double better = new Curvature(next, start_F, told).loss;
      for (double share = .5; better > loss && share > 1e-4; share /= 2) {
        next = present.plus(step_F, share);
        better = new Curvature(next, start_F, told).loss;
      }
      if (better >= loss - CONVERGED * Math.max(1, told.size())) {
        return better < loss ? next : present;
      }
      present = next;
      loss = better;
    }
    return present;
  }

  private Choice plus(double[] step_F, double share) {
    double[] moved = weight_F.clone();
    for (int f = 0; f < moved.length; f++) {
      moved[f] += share * step_F[f];
    }
    return new Choice(moved);
  }

  /** A candidate's features times the weights. */
  public double score(Evidence evidence, int candidate) {
    double sum = 0;
    int at = candidate * weight_F.length;
    for (double weight : weight_F) {
      sum += weight * evidence.x_CF()[at++];
    }
    return sum;
  }

  /**
   * The negative log-likelihood with the pull, its gradient and its matrix of second derivatives.
   */
  private static final class Curvature {

    private final double[] gradient_F;
    private final double[][] second_FF;
    private double loss;

    Curvature(Choice choice, double[] start_F, List<Evidence> cases) {
      int features = start_F.length;
      gradient_F = new double[features];
      second_FF = new double[features][features];
      for (int f = 0; f < features; f++) {
        double moved = choice.weight_F[f] - start_F[f];
        loss += RIDGE * moved * moved / 2;
        gradient_F[f] = RIDGE * moved;
        second_FF[f][f] = RIDGE;
      }
      cases.forEach(each -> add(choice, each));
    }

    private void add(Choice choice, Evidence evidence) {
      int features = gradient_F.length;
      double[] p_C = new double[evidence.size()];
      double most = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < p_C.length; c++) {
        p_C[c] = choice.score(evidence, c);
        most = Math.max(most, p_C[c]);
      }
      double wanted = p_C[evidence.target()];
      double sum = 0;
      for (int c = 0; c < p_C.length; c++) {
        p_C[c] = Math.exp(p_C[c] - most);
        sum += p_C[c];
      }
      loss += most + Math.log(sum) - wanted;
      double[] mean_F = new double[features];
      float[] x_CF = evidence.x_CF();
      for (int c = 0; c < p_C.length; c++) {
        double p = p_C[c] / sum;
        int at = c * features;
        if (p < 1e-9) {
          continue;
        }
        for (int f = 0; f < features; f++) {
          double px = p * x_CF[at + f];
          mean_F[f] += px;
          for (int g = 0; g <= f; g++) {
            second_FF[f][g] += px * x_CF[at + g];
          }
        }
      }
      for (int f = 0; f < features; f++) {
        gradient_F[f] += mean_F[f] - x_CF[evidence.target() * features + f];
        for (int g = 0; g <= f; g++) {
          second_FF[f][g] -= mean_F[f] * mean_F[g];
        }
      }
    }

    /** The solution of second · step = −gradient, by Cholesky; the pull makes it definite. */
    double[] step() {
      int n = gradient_F.length;
      double[][] lower = new double[n][n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
          double rest = second_FF[i][j];
          for (int k = 0; k < j; k++) {
            rest -= lower[i][k] * lower[j][k];
          }
          lower[i][j] = i == j ? Math.sqrt(Math.max(rest, 1e-9)) : rest / lower[j][j];
        }
      }
      double[] y = new double[n];
      for (int i = 0; i < n; i++) {
        double rest = -gradient_F[i];
        for (int k = 0; k < i; k++) {
          rest -= lower[i][k] * y[k];
        }
        y[i] = rest / lower[i][i];
      }
      double[] x = new double[n];
      for (int i = n - 1; i >= 0; i--) {
        double rest = y[i];
        for (int k = i + 1; k < n; k++) {
          rest -= lower[k][i] * x[k];
        }
        x[i] = rest / lower[i][i];
      }
      return x;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Choice choice && Arrays.equals(weight_F, choice.weight_F);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(weight_F);
  }
}
