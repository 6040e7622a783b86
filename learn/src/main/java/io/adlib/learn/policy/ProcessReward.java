package io.adlib.learn.policy;

import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;

/**
 * What a path earns on its way: at each level but the last {@code max(0, P_ℓ(z_ℓ) − mean P_ℓ)},
 * with P_ℓ the frequency of a code among the user's positives at that level and the mean over the
 * codes that are legal after the path's prefix (GPR). The first A codes are one decision, which
 * earns what its levels earn together. Immutable and thread-safe.
 */
final class ProcessReward {

  private final SemanticIds ids;
  private final Trie trie;
  private final int joint;

  /**
   * @param joint A
   */
  ProcessReward(SemanticIds ids, Trie trie, int joint) {
    this.ids = ids;
    this.trie = trie;
    this.joint = joint;
  }

  /**
   * What one path earns.
   *
   * @param reward_S by decision, the last level's terminal reward left out
   * @param choice_S whether there was more than one legal code to choose
   */
  record Walk(double[] reward_S, boolean[] choice_S) {}

  Walk walk(Episode episode, int item) {
    LegalLeaves legal = episode.situation().legal();
    int decisions = 1 + trie.depth() - joint;
    double[] reward_S = new double[decisions];
    boolean[] choice_S = new boolean[decisions];
    int node = 0;
    for (int level = 0; level < trie.depth(); level++) {
      int decision = Math.max(0, level + 1 - joint);
      int code = ids.code(item, level);
      int chosen = -1;
      int open = 0;
      double mean = 0;
      int end = trie.firstChild(level, node + 1);
      for (int child = trie.firstChild(level, node); child < end; child++) {
        int from = trie.firstLeaf(level + 1, child);
        if (legal.any(from, trie.firstLeaf(level + 1, child + 1))) {
          open++;
          mean += frequency(episode, level, trie.code(level + 1, child));
        }
        chosen = trie.code(level + 1, child) == code ? child : chosen;
      }
      choice_S[decision] |= open > 1;
      if (level < trie.depth() - 1) {
        reward_S[decision] += Math.max(0, frequency(episode, level, code) - mean / open);
      }
      node = chosen;
    }
    return new Walk(reward_S, choice_S);
  }

  private double frequency(Episode episode, int level, int code) {
    int[] positives = episode.positives();
    int same = 0;
    for (int item : positives) {
      same += ids.code(item, level) == code ? 1 : 0;
    }
    return positives.length == 0 ? 0 : (double) same / positives.length;
  }
}
