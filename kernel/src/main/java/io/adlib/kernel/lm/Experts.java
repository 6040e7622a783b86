package io.adlib.kernel.lm;

import java.util.Map;
import java.util.Set;

/**
 * A mixture of experts in place of a feed-forward, as in Qwen3-MoE:
 *
 * <pre>
 * p = softmax(n Wrᵀ) [T,E];  each token goes to its {@code active} likeliest experts, the lower of equals
 * y = Σ p_e · expert_e(n) over those, p first divided by its sum over them if {@code normalised}
 * y += σ(n · s) · shared(n), if there is a shared expert (Qwen2-MoE's naming)
 * </pre>
 *
 * @param count E
 * @param active of each token, at most E
 * @param hidden width of an expert
 * @param normalised whether the chosen weights add up to 1
 * @param sharedHidden width of the shared expert; 0 for none
 * @param step every so many-th layer has experts
 * @param dense layers that have none all the same
 * @param balance weight of the load-balancing loss in training
 */
public record Experts(
    int count,
    int active,
    int hidden,
    boolean normalised,
    int sharedHidden,
    int step,
    Set<Integer> dense,
    double balance) {

  public Experts {
    dense = Set.copyOf(dense);
    LmShape.check(count >= 1 && count <= 4096, count + " experts");
    LmShape.check(active >= 1 && active <= count, active + " active of " + count + " experts");
    LmShape.check(hidden >= 1 && sharedHidden >= 0, "experts of width " + hidden);
    LmShape.check(step >= 1, "experts in every " + step + "th layer");
  }

  boolean in(int layer) {
    return !dense.contains(layer) && (layer + 1) % step == 0;
  }

  void tensors(Map<String, long[]> all, String name, int width) {
    all.put(name + "gate.weight", new long[] {count, width});
    for (int e = 0; e < count; e++) {
      LmShape.feedForward(all, expert(name, e), width, hidden);
    }
    if (sharedHidden > 0) {
      LmShape.feedForward(all, name + "shared_expert.", width, sharedHidden);
      all.put(name + "shared_expert_gate.weight", new long[] {1, width});
    }
  }

  /** What the names of an expert's weights begin with. */
  public static String expert(String mlp, int number) {
    return mlp + "experts." + number + ".";
  }
}
