package io.adlib.learn.policy;

/** How much better than expected each decision turned out. */
final class Advantages {

  private static final double EPSILON = 1e-6;

  private Advantages() {}

  /**
   * Generalised advantages (arXiv 1506.02438): {@code δ_s = r_s + γ V_{s+1} − V_s} and {@code A_s =
   * Σ_l (γλ)^l δ_{s+l}}; nothing follows the last decision.
   *
   * @param reward_S what each decision earned, the last one the terminal reward too
   * @param value_S V before each decision
   */
  static double[] generalised(double[] reward_S, double[] value_S, double discount, double trace) {
    double[] advantage_S = new double[reward_S.length];
    double after = 0;
    for (int s = reward_S.length - 1; s >= 0; s--) {
      double next = s + 1 < reward_S.length ? value_S[s + 1] : 0;
      double delta = reward_S[s] + discount * next - value_S[s];
      after = delta + discount * trace * after;
      advantage_S[s] = after;
    }
    return advantage_S;
  }

  /** What is earned from each decision on, discounted. */
  static double[] returns(double[] reward_S, double discount) {
    double[] return_S = new double[reward_S.length];
    double after = 0;
    for (int s = reward_S.length - 1; s >= 0; s--) {
      after = reward_S[s] + discount * after;
      return_S[s] = after;
    }
    return return_S;
  }

  /** {@code (R − μ)/(σ + ε)} among the candidates of one situation. */
  static double[] ofGroup(double[] reward_K) {
    double mean = 0;
    for (double reward : reward_K) {
      mean += reward / reward_K.length;
    }
    double variance = 0;
    for (double reward : reward_K) {
      variance += (reward - mean) * (reward - mean) / reward_K.length;
    }
    double[] advantage_K = new double[reward_K.length];
    for (int k = 0; k < reward_K.length; k++) {
      advantage_K[k] = (reward_K[k] - mean) / (Math.sqrt(variance) + EPSILON);
    }
    return advantage_K;
  }
}
