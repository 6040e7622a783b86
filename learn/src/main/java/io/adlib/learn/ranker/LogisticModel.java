package io.adlib.learn.ranker;

import io.adlib.kernel.safetensors.Tensor;
import java.util.List;

/**
 * Weights of one logistic regression. logit = bias + position[k] + Σ hashed[row] + Σ dense[d]·x_d;
 * position[0] is 0 by convention, so that without a position the prediction is for the top one. Not
 * thread-safe while it is trained.
 *
 * @param hashed_R a weight for each row of the hashed space
 * @param dense_D a weight for each dense value
 * @param position_P what a position, from 0, adds; deeper ones share the last
 * @param bias_1 the one bias
 */
record LogisticModel(float[] hashed_R, float[] dense_D, float[] position_P, float[] bias_1) {

  /** P. */
  static final int POSITIONS = 16;

  static LogisticModel zero(int rows, int dense) {
    return new LogisticModel(new float[rows], new float[dense], new float[POSITIONS], new float[1]);
  }

  LogisticModel copy() {
    return new LogisticModel(hashed_R.clone(), dense_D.clone(), position_P.clone(), bias_1.clone());
  }

  /** The logit of an impression at a position. */
  double logit(Impressions data, int impression, int position) {
    double sum = bias_1[0] + position_P[position];
    int[] rows = data.rows();
    for (int i = data.firstRow(impression); i < data.firstRow(impression + 1); i++) {
      sum += hashed_R[rows[i]];
    }
    float[] dense_ND = data.dense();
    int base = impression * dense_D.length;
    for (int d = 0; d < dense_D.length; d++) {
      sum += dense_D[d] * dense_ND[base + d];
    }
    return sum;
  }

  /** Under names that begin with {@code head}. */
  List<Tensor> tensors(String head) {
    return List.of(
        Tensor.of(head + ".hashed", hashed_R, hashed_R.length),
        Tensor.of(head + ".dense", dense_D, dense_D.length),
        Tensor.of(head + ".position", position_P, position_P.length),
        Tensor.of(head + ".bias", bias_1, 1));
  }
}
