package io.adlib.learn.policy;

import io.adlib.learn.generator.PathObjective;
import io.adlib.learn.generator.PathScores;
import java.util.List;

/**
 * Direct preference optimisation (arXiv 2305.18290) of the best against the worst of each
 * situation's candidates by terminal reward: {@code −log σ(β((p_best − r_best) − (p_worst −
 * r_worst)))}, p our log-probability of the whole path and r the reference's. Where all are worth
 * the same nothing is preferred.
 *
 * @param strength β
 * @param rollouts one for each situation of the scores, in their order
 */
record DpoObjective(double strength, List<Rollout> rollouts) implements PathObjective {

  @Override
  public Pull at(PathScores scores) {
    Pull pull = Pull.zeros(scores);
    double loss = 0;
    double share = 1.0 / rollouts.size();
    for (int b = 0; b < rollouts.size(); b++) {
      Rollout rollout = rollouts.get(b);
      int best = 0;
      int worst = 0;
      double[] reward_K = rollout.reward_K();
      for (int k = 1; k < reward_K.length; k++) {
        best = reward_K[k] > reward_K[best] ? k : best;
        worst = reward_K[k] < reward_K[worst] ? k : worst;
      }
      if (reward_K[best] > reward_K[worst]) {
        double margin =
            strength * (gain(scores, rollout, b, best) - gain(scores, rollout, b, worst));
        loss += share * softplus(-margin);
        double pulled = share * strength / (1 + Math.exp(margin));
        for (int s = 0; s < scores.logP_BKS()[b][best].length; s++) {
          pull.byLogP_BKS()[b][best][s] -= pulled;
          pull.byLogP_BKS()[b][worst][s] += pulled;
        }
      }
    }
    return pull.of(loss);
  }

  private static double gain(PathScores scores, Rollout rollout, int b, int k) {
    double gain = scores.logP(b, k);
    for (double logP : rollout.reference_KS()[k]) {
      gain -= logP;
    }
    return gain;
  }

  /** {@code log(1 + e^x)} without overflow. */
  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
