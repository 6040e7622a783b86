package io.adlib.learn.lm;

import io.adlib.kernel.lm.Experts;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A mixture of experts as {@link Experts} says: which experts a token goes to is read off the
 * router's probabilities, and the gradient goes through their weights. Each expert sees its tokens
 * only.
 */
final class ExpertLayer {

  private final CausalLm model;
  private final Experts experts;
  private final String name;

  ExpertLayer(CausalLm model, Experts experts, String name) {
    this.model = model;
    this.experts = experts;
    this.name = name;
  }

  /**
   * @param balance receives {@code E · Σ_e f_e p_e}, f_e the share of choices that fell on expert e
   *     and p_e its mean probability: 1 where all are even (arXiv 2101.03961)
   */
  Tensor run(Tensor x_PD, List<Tensor> balance) {
    int e = experts.count();
    int k = experts.active();
    Tensor p_PE = x_PD.project(model.weight(name + "gate.weight"), Precision.FLOAT32).softmax();
    int p = Math.toIntExact(x_PD.size(0));
    int[] chosen_PK = chosen(p_PE.floats(), p);
    Tensor weight_PK = p_PE.gather(1, Tensor.of(chosen_PK, p, k));
    if (experts.normalised()) {
      weight_PK = weight_PK.div(weight_PK.sum(1).unsqueeze(1));
    }
    Tensor weight_N1 = weight_PK.reshape((long) p * k, 1);
    Tensor y_PD = x_PD.zerosLike();
    float[] share_E = new float[e];
    for (int expert = 0; expert < e; expert++) {
      int number = expert;
      int[] places = IntStream.range(0, p * k).filter(i -> chosen_PK[i] == number).toArray();
      share_E[expert] = (float) places.length / (p * k);
      if (places.length > 0) {
        int[] rows = Arrays.stream(places).map(i -> i / k).toArray();
        Tensor row_N = Tensor.of(rows, rows.length);
        Tensor out_ND = model.dense(x_PD.rows(row_N), Experts.expert(name, expert));
        Tensor weighted_ND = out_ND.mul(weight_N1.rows(Tensor.of(places, places.length)));
        y_PD = y_PD.add(weighted_ND.scatterRows(row_N, p));
      }
    }
    balance.add(p_PE.sum(0).mul(Tensor.of(share_E, e)).sum().mul((double) e / p));
    if (experts.sharedHidden() > 0) {
      Tensor gate_P1 =
          x_PD.project(model.weight(name + "shared_expert_gate.weight"), Precision.FLOAT32)
              .sigmoid();
      y_PD = y_PD.add(model.dense(x_PD, name + "shared_expert.").mul(gate_P1));
    }
    return y_PD;
  }

  /** The likeliest experts of each token, the lower number of equals. */
  private int[] chosen(float[] p_PE, int p) {
    int e = experts.count();
    int[] chosen = new int[p * experts.active()];
    for (int row = 0; row < p; row++) {
      for (int k = 0; k < experts.active(); k++) {
        int best = row * e;
        for (int i = row * e; i < (row + 1) * e; i++) {
          best = p_PE[i] > p_PE[best] ? i : best;
        }
        chosen[row * experts.active() + k] = best - row * e;
        p_PE[best] = -1;
      }
    }
    return chosen;
  }
}
