package io.adlib.learn.policy;

import java.util.List;

/**
 * What is paid for.
 *
 * @param target α_i, what each target counts; as many as the simulator has
 * @param process α_ℓ, what a code counts that the user's positives have more often than its legal
 *     siblings, alike at all levels
 * @param discount γ
 * @param trace λ of generalised advantages
 */
public record RewardConfig(List<Double> target, double process, double discount, double trace) {

  /** METHODS' start values: shown, clicked and converted count alike. */
  public static final RewardConfig DEFAULT = new RewardConfig(List.of(1.0, 1.0, 1.0), .1, .99, .95);

  public RewardConfig {
    target = List.copyOf(target);
  }
}
