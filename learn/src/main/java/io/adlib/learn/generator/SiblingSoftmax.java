package io.adlib.learn.generator;

import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.ScalarKernels;

/**
 * Cross-entropy of a softmax over few classes that differ from row to row (a node's children), with
 * its analytic gradient, (softmax − target) times the other factor. Work is proportional to the
 * number of children, not to that of all classes.
 *
 * @param loss the sum over rows, each times its share
 * @param gradient_MD by the rows
 * @param gradient_ND by the classes' vectors
 */
record SiblingSoftmax(double loss, float[] gradient_MD, float[] gradient_ND) {

  /** Plain loops: vector lanes may be summed in another order once compiled, bits would differ. */
  private static final Kernels KERNELS = new ScalarKernels();

  /**
   * Row m is compared with the vectors {@code from_M[m]} up to {@code count_M[m]} more.
   *
   * @param q_MD rows
   * @param v_ND vectors of classes
   * @param target_M which vector each row's target is
   * @param share_M each row's factor of the loss
   */
  static SiblingSoftmax of(
      float[] q_MD, float[] v_ND, int[] from_M, int[] count_M, int[] target_M, double[] share_M) {
    int d = q_MD.length / from_M.length;
    float[] gradient_MD = new float[q_MD.length];
    float[] gradient_ND = new float[v_ND.length];
    int most = 0;
    for (int count : count_M) {
      most = Math.max(most, count);
    }
    float[] logit = new float[most];
    double loss = 0;
    for (int m = 0; m < from_M.length; m++) {
      int from = from_M[m];
      int count = count_M[m];
      double share = share_M[m];
      for (int n = 0; n < count; n++) {
        logit[n] = KERNELS.dot(q_MD, m * d, v_ND, (from + n) * d, d);
      }
      double normaliser = KERNELS.logSumExp(logit, 0, count);
      for (int n = 0; n < count; n++) {
        double logP = logit[n] - normaliser;
        boolean wanted = from + n == target_M[m];
        loss -= wanted ? logP * share : 0;
        float pull = (float) ((Math.exp(logP) - (wanted ? 1 : 0)) * share);
        KERNELS.axpy(pull, v_ND, (from + n) * d, gradient_MD, m * d, d);
        KERNELS.axpy(pull, q_MD, m * d, gradient_ND, (from + n) * d, d);
      }
    }
    return new SiblingSoftmax(loss, gradient_MD, gradient_ND);
  }
}
