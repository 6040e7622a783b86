package io.adlib.learn.policy;

import io.adlib.learn.torch.AdamW;

/**
 * How a policy is trained in a simulator.
 *
 * @param method what is learnt of what was tried
 * @param reward what is paid for
 * @param phases how often candidates are drawn anew
 * @param episodes tried in a phase
 * @param candidates K, items tried in an episode
 * @param batch episodes a step
 * @param passes how often a phase's candidates are learnt from
 * @param rate learning rate, constant
 * @param maxNorm gradients are scaled down to this norm
 * @param adamw the optimizer's settings
 */
public record PolicyConfig(
    Method method,
    RewardConfig reward,
    int phases,
    int episodes,
    int candidates,
    int batch,
    int passes,
    double rate,
    double maxNorm,
    AdamW.Settings adamw) {

  /** What is learnt of what was tried. */
  public sealed interface Method {
    /** Hierarchy-enhanced policy optimisation. */
    record Hepo(HepoConfig config) implements Method {}

    /**
     * Direct preference optimisation, the baseline.
     *
     * @param strength β
     */
    record Dpo(double strength) implements Method {}
  }

  /** K = 40, 256 episodes a phase, 16 a step, learnt from twice. */
  public static PolicyConfig of(Method method) {
    return new PolicyConfig(
        method,
        RewardConfig.DEFAULT,
        12,
        256,
        40,
        16,
        2,
        5e-5,
        1,
        new AdamW.Settings(.9, .98, 1e-8, 0));
  }

  /** The same for another number of phases. */
  public PolicyConfig phases(int newPhases) {
    return new PolicyConfig(
        method, reward, newPhases, episodes, candidates, batch, passes, rate, maxNorm, adamw);
  }

  /** The same at another learning rate. */
  public PolicyConfig rate(double newRate) {
    return new PolicyConfig(
        method, reward, phases, episodes, candidates, batch, passes, newRate, maxNorm, adamw);
  }
}
