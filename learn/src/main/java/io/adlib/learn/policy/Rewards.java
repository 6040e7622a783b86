package io.adlib.learn.policy;

import io.adlib.learn.generator.PathScores;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.util.List;

/**
 * Pays for what was tried. The terminal reward is {@code R = eCPM · mean_i(α_i · target_i)}, what a
 * path earns on its way is {@link ProcessReward}'s. A decision without a choice is none: what it
 * earns belongs to the last real one, and so does R. That last decision's advantage is its earnings
 * against those of the situation's other candidates, {@code (R − μ_K)/(σ_K + ε)}; those before have
 * generalised advantages, with the evaluator as critic. Immutable and thread-safe.
 */
final class Rewards {

  private final RewardConfig config;
  private final Simulator simulator;
  private final ProcessReward process;

  /**
   * @param joint A
   */
  Rewards(RewardConfig config, Simulator simulator, SemanticIds ids, Trie trie, int joint) {
    this.config = config;
    this.simulator = simulator;
    process = new ProcessReward(ids, trie, joint);
  }

  /** R of each item. */
  double[] terminal(int episode, int[] items) {
    Simulator.Outcome[] outcomes = simulator.outcomes(episode, items);
    double[] reward_K = new double[items.length];
    for (int k = 0; k < items.length; k++) {
      double[] targets = outcomes[k].targets();
      double sum = 0;
      for (int i = 0; i < targets.length; i++) {
        sum += config.target().get(i) * targets[i];
      }
      reward_K[k] = outcomes[k].eCPM() * sum / targets.length;
    }
    return reward_K;
  }

  /**
   * Pays for one episode.
   *
   * @param b its place in the scores
   * @param old by the policy that drew the items
   * @param reference by the model it is kept close to
   */
  Rollout pay(
      List<Episode> episodes,
      int episode,
      int[] item_K,
      int b,
      PathScores old,
      PathScores reference) {
    double[] terminal_K = terminal(episode, item_K);
    int k = item_K.length;
    double[][] return_KS = new double[k][];
    double[][] advantage_KS = new double[k][];
    int[] last_K = new int[k];
    double[] earned_K = new double[k];
    for (int i = 0; i < k; i++) {
      ProcessReward.Walk walk = process.walk(episodes.get(episode), item_K[i]);
      double[] reward_S = walk.reward_S();
      int last = 0;
      for (int s = 0; s < reward_S.length; s++) {
        reward_S[s] *= config.process();
        last = walk.choice_S()[s] ? s : last;
      }
      double[] real_S = new double[last + 1];
      double[] value_S = new double[last + 1];
      for (int s = 0; s < reward_S.length; s++) {
        real_S[Math.min(s, last)] += reward_S[s];
      }
      real_S[last] += terminal_K[i];
      for (int s = 0; s <= last; s++) {
        value_S[s] = Math.exp(s == 0 ? old.logV_B()[b] : old.logV_BKS()[b][i][s - 1]);
      }
      double[] advantage_S =
          Advantages.generalised(real_S, value_S, config.discount(), config.trace());
      double[] return_S = Advantages.returns(real_S, config.discount());
      advantage_KS[i] = java.util.Arrays.copyOf(advantage_S, reward_S.length);
      return_KS[i] = new double[reward_S.length];
      for (int s = 0; s < reward_S.length; s++) {
        return_KS[i][s] = s <= last ? return_S[s] : terminal_K[i];
      }
      last_K[i] = last;
      earned_K[i] = real_S[last];
    }
    double[] ofGroup_K = Advantages.ofGroup(earned_K);
    for (int i = 0; i < k; i++) {
      advantage_KS[i][last_K[i]] = ofGroup_K[i];
    }
    return new Rollout(
        episode,
        item_K,
        old.logP_BKS()[b],
        reference.logP_BKS()[b],
        terminal_K,
        return_KS,
        advantage_KS);
  }
}
