package io.adlib.learn.alignment;

import io.adlib.learn.torch.Tensor;

/**
 * The contrast of pairs among the batch's other pairs (arXiv 1807.03748): {@code −mean_i log
 * softmax_j(cos(a_i, b_j)/τ)[i]}.
 */
final class InfoNce {

  private static final float NOT_A_NEGATIVE = -1e9f;

  private InfoNce() {}

  /**
   * The loss, a single element with gradient.
   *
   * @param a_BD one side, of any length
   * @param b_BD the other side
   * @param identity_B what b_i is a vector of: equal ones are no negatives of each other
   * @param temperature τ, above 0
   */
  static Tensor loss(Tensor a_BD, Tensor b_BD, int[] identity_B, double temperature) {
    return logits(a_BD, b_BD, identity_B, temperature)
        .logSoftmax()
        .gather(1, ownPlaces(identity_B.length))
        .sum()
        .mul(-1.0 / identity_B.length);
  }

  private static Tensor logits(Tensor a_BD, Tensor b_BD, int[] identity_B, double temperature) {
    int b = identity_B.length;
    float[] same_BB = new float[b * b];
    for (int i = 0; i < b; i++) {
      for (int j = 0; j < b; j++) {
        same_BB[i * b + j] = i != j && identity_B[i] == identity_B[j] ? NOT_A_NEGATIVE : 0;
      }
    }
    return a_BD.unit()
        .matmul(b_BD.unit().transpose(0, 1))
        .mul(1 / temperature)
        .add(Tensor.of(same_BB, b, b));
  }

  private static Tensor ownPlaces(int size) {
    int[] places = new int[size];
    for (int i = 0; i < size; i++) {
      places[i] = i;
    }
    return Tensor.of(places, size, 1);
  }
}
