package io.adlib.learn.policy;

import io.adlib.learn.generator.PathObjective;
import io.adlib.learn.generator.PathScores;
import java.util.List;

/**
 * Hierarchy-enhanced policy optimisation (GPR): the clipped ratio objective (arXiv 1707.06347)
 * summed over a path's decisions with weights {@code c_ℓ = ℓ/L} of the deepest level each comes to;
 * the KL divergence from the reference by its unbiased, never negative estimate {@code e^d − d −
 * 1}, d the reference's log-probability less ours; and the evaluator's squared error to the return,
 * of the value before each decision and of the final one.
 *
 * @param rollouts one for each situation of the scores, in their order
 * @param joint A
 * @param depth L
 */
record HepoObjective(HepoConfig config, List<Rollout> rollouts, int joint, int depth)
    implements PathObjective {

  /** A log V beyond this, by which a value may miss its return, pulls no harder. */
  private static final double STEEPEST = 4;

  @Override
  public Pull at(PathScores scores) {
    Pull pull = Pull.zeros(scores);
    double loss = 0;
    double share = 1.0 / rollouts.stream().mapToInt(r -> r.item_K().length).sum();
    for (int b = 0; b < rollouts.size(); b++) {
      Rollout rollout = rollouts.get(b);
      for (int k = 0; k < rollout.item_K().length; k++) {
        double[] logP_S = scores.logP_BKS()[b][k];
        double[] return_S = rollout.return_KS()[k];
        for (int s = 0; s < logP_S.length; s++) {
          double weight = share * (joint + s) / depth;
          double advantage = rollout.advantage_KS()[k][s];
          double ratio = Math.exp(logP_S[s] - rollout.old_KS()[k][s]);
          boolean clipped = advantage > 0 ? ratio > 1 + config.clip() : ratio < 1 - config.clip();
          double held = Math.clamp(ratio, 1 - config.clip(), 1 + config.clip());
          loss -= weight * Math.min(ratio * advantage, held * advantage);
          double pulled = clipped ? 0 : -weight * ratio * advantage;
          double apart = rollout.reference_KS()[k][s] - logP_S[s];
          loss += share * config.divergence() * (Math.exp(apart) - apart - 1);
          pulled += share * config.divergence() * (1 - Math.exp(apart));
          pull.byLogP_BKS()[b][k][s] = pulled;
        }
        loss += share * config.critic() * error(scores.logV_B()[b], return_S[0]);
        pull.byLogV_B()[b] += share * config.critic() * slope(scores.logV_B()[b], return_S[0]);
        for (int s = 0; s < logP_S.length; s++) {
          double logV = scores.logV_BKS()[b][k][s];
          double earned = s + 1 < logP_S.length ? return_S[s + 1] : rollout.reward_K()[k];
          loss += share * config.critic() * error(logV, earned);
          pull.byLogV_BKS()[b][k][s] = share * config.critic() * slope(logV, earned);
        }
      }
    }
    return pull.of(loss);
  }

  private static double error(double logV, double earned) {
    double miss = Math.exp(Math.min(logV, STEEPEST)) - earned;
    return miss * miss;
  }

  private static double slope(double logV, double earned) {
    double value = Math.exp(Math.min(logV, STEEPEST));
    return 2 * (value - earned) * value;
  }
}
