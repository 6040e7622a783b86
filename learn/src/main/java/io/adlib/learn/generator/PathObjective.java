package io.adlib.learn.generator;

/**
 * A loss of what a generator thinks of some items, with its gradient worked out by hand; what lies
 * below is the generator's own. So any objective of policy or value is plain arithmetic.
 */
@FunctionalInterface
public interface PathObjective {

  /**
   * A loss and its gradient, shaped as the {@link PathScores} they are of.
   *
   * @param loss to be made small
   * @param byLogP_BKS its derivative by each log-probability
   * @param byLogV_B its derivative by each situation's log V
   * @param byLogV_BKS its derivative by each prefix's log V
   */
  record Pull(double loss, double[][][] byLogP_BKS, double[] byLogV_B, double[][][] byLogV_BKS) {

    /** No loss, no pull. */
    public static Pull zeros(PathScores scores) {
      double[][][] of = scores.logP_BKS();
      return new Pull(0, zeros(of), new double[of.length], zeros(of));
    }

    private static double[][][] zeros(double[][][] shape) {
      double[][][] zeros = new double[shape.length][][];
      for (int b = 0; b < shape.length; b++) {
        zeros[b] = new double[shape[b].length][];
        for (int k = 0; k < shape[b].length; k++) {
          zeros[b][k] = new double[shape[b][k].length];
        }
      }
      return zeros;
    }

    /** The same pull with a loss. */
    public Pull of(double newLoss) {
      return new Pull(newLoss, byLogP_BKS, byLogV_B, byLogV_BKS);
    }
  }

  /** What pulls at these scores. */
  Pull at(PathScores scores);
}
