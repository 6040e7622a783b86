package io.adlib.learn.ranker;

import java.util.function.IntToDoubleFunction;

/**
 * Beta calibration (Kull, Silva Filho, Flach, AISTATS 2017): p' = σ(a·ln p − b·ln(1−p) + c +
 * offset) with a, b ≥ 0, so that order is kept; the offset is what the position adds, so that
 * calibration leaves it alone. Fitted by Newton's method on log-loss, each step halved until it
 * leads down, with a weak pull towards the identity (a = b = 1, c = 0), worth {@value #PRIOR}
 * examples.
 *
 * @param a slope for small probabilities
 * @param b slope for large probabilities
 * @param c shift
 */
record BetaCalibration(double a, double b, double c) {

  static final BetaCalibration IDENTITY = new BetaCalibration(1, 1, 0);

  static final double PRIOR = 1;
  private static final int STEPS = 50;

  /** The calibrated probability of a raw logit at the top position, and what the position adds. */
  double probability(double logit, double offset) {
    // ln p = −ln(1+e^−x) and −ln(1−p) = ln(1+e^x), both without cancellation.
    double softplus =
        logit > 0 ? logit + Math.log1p(Math.exp(-logit)) : Math.log1p(Math.exp(logit));
    return 1 / (1 + Math.exp(-(a * (logit - softplus) + b * softplus + c + offset)));
  }

  /**
   * Fits n examples.
   *
   * @param logit raw logit of an example at the top position
   * @param offset what its position adds
   * @param label 0 or 1
   * @param slopeB whether b is fitted too; with few positives b stays at a
   */
  static BetaCalibration fit(
      int n,
      IntToDoubleFunction logit,
      IntToDoubleFunction offset,
      IntToDoubleFunction label,
      boolean slopeB) {
    return fit(n, logit, offset, label, slopeB ? 2 : 1);
  }

  /** The same with both slopes, with one, or, where order says nothing, with none. */
  private static BetaCalibration fit(
      int n,
      IntToDoubleFunction logit,
      IntToDoubleFunction offset,
      IntToDoubleFunction label,
      int slopes) {
    double[] theta = {1, 1, 0};
    double[][] x_N3 = new double[n][];
    double[] y_N = new double[n];
    double[] offset_N = new double[n];
    for (int i = 0; i < n; i++) {
      double raw = logit.applyAsDouble(i);
      double softplus = raw > 0 ? raw + Math.log1p(Math.exp(-raw)) : Math.log1p(Math.exp(raw));
      x_N3[i] =
          switch (slopes) {
            case 2 -> new double[] {raw - softplus, softplus, 1};
            case 1 -> new double[] {raw, 0, 1};
            default -> new double[] {0, 0, 1};
          };
      y_N[i] = label.applyAsDouble(i);
      offset_N[i] = offset.applyAsDouble(i);
    }
    var problem = new Problem(x_N3, y_N, offset_N);
    double loss = problem.loss(theta);
    double largest = 1;
    for (int step = 0; step < STEPS && largest > 1e-9; step++) {
      double[] move = problem.move(theta);
      double[] moved = after(theta, move);
      double reached = problem.loss(moved);
      while (!(reached <= loss) && largest(move) > 1e-9) {
        for (int r = 0; r < 3; r++) {
          move[r] /= 2;
        }
        moved = after(theta, move);
        reached = problem.loss(moved);
      }
      largest = largest(move);
      if (reached <= loss) {
        theta = moved;
        loss = reached;
      }
    }
    if (slopes == 0) {
      return new BetaCalibration(0, 0, theta[2]);
    }
    double b = slopes == 2 ? theta[1] : theta[0];
    return theta[0] < 0 || b < 0
        ? fit(n, logit, offset, label, slopes - 1)
        : new BetaCalibration(theta[0], b, theta[2]);
  }

  private static double[] after(double[] theta, double[] move) {
    return new double[] {theta[0] - move[0], theta[1] - move[1], theta[2] - move[2]};
  }

  private static double largest(double[] move) {
    return Math.max(Math.abs(move[0]), Math.max(Math.abs(move[1]), Math.abs(move[2])));
  }

  /**
   * What is fitted, beside the pull.
   *
   * @param x_N3 what the three parameters are multiplied by
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Problem(double[][] x_N3, double[] y_N, double[] offset_N) {

    private double logit(double[] theta, int i) {
      double[] x = x_N3[i];
      return theta[0] * x[0] + theta[1] * x[1] + theta[2] * x[2] + offset_N[i];
    }

    double loss(double[] theta) {
      double pull = Math.pow(theta[0] - 1, 2) + Math.pow(theta[1] - 1, 2) + Math.pow(theta[2], 2);
      double sum = PRIOR / 2 * pull;
      for (int i = 0; i < y_N.length; i++) {
        double logit = logit(theta, i);
        sum += Math.log1p(Math.exp(-Math.abs(logit))) + Math.max(0, logit) - y_N[i] * logit;
      }
      return sum;
    }

    /** Newton's step, to be subtracted. */
    double[] move(double[] theta) {
      double[] gradient = {PRIOR * (theta[0] - 1), PRIOR * (theta[1] - 1), PRIOR * theta[2]};
      double[][] hessian = {{PRIOR, 0, 0}, {0, PRIOR, 0}, {0, 0, PRIOR}};
      for (int i = 0; i < y_N.length; i++) {
        double[] x = x_N3[i];
        double p = 1 / (1 + Math.exp(-logit(theta, i)));
        double curve = p * (1 - p);
        for (int r = 0; r < 3; r++) {
          gradient[r] += (p - y_N[i]) * x[r];
          for (int k = 0; k < 3; k++) {
            hessian[r][k] += curve * x[r] * x[k];
          }
        }
      }
      return solve(hessian, gradient);
    }
  }

  /** Gaussian elimination of a positive definite 3×3 system. */
  private static double[] solve(double[][] matrix, double[] right) {
    double[][] m = new double[3][];
    for (int r = 0; r < 3; r++) {
      m[r] = new double[] {matrix[r][0], matrix[r][1], matrix[r][2], right[r]};
    }
    for (int pivot = 0; pivot < 3; pivot++) {
      for (int r = 0; r < 3; r++) {
        if (r != pivot) {
          double factor = m[r][pivot] / m[pivot][pivot];
          for (int k = pivot; k < 4; k++) {
            m[r][k] -= factor * m[pivot][k];
          }
        }
      }
    }
    return new double[] {m[0][3] / m[0][0], m[1][3] / m[1][1], m[2][3] / m[2][2]};
  }
}
