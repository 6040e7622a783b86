package io.adlib.infer.generator;

import io.adlib.kernel.compute.TopK;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Trie;

/**
 * For people to look at: the prefixes shorter than A as if they had been beams, though the first A
 * codes are chosen at once. A prefix is as probable as the nodes of level A below it are together,
 * and worth what they are worth on average, each as much as it is probable.
 */
record JointBeams(Trie trie, LegalLeaves legal, int joint) {

  /** Tells of the most probable prefixes of each level from the root, given level A's choice. */
  void tell(int width, Workspace ws, BeamSearch.Observer observer) {
    var best = new TopK();
    for (int level = 0; level < joint; level++) {
      best.reset(width);
      double[] p_N = new double[trie.nodes(level)];
      double[] worth_N = new double[trie.nodes(level)];
      sum(level, ws, p_N, worth_N);
      for (int node = 0; node < p_N.length; node++) {
        if (p_N[node] > 0) {
          best.offer((float) Math.log(Math.min(1, p_N[node])), node, 0);
        }
      }
      best.sort();
      for (int k = 0; k < best.size(); k++) {
        int node = best.number(k);
        int first = trie.firstChild(level, node);
        int end = trie.firstChild(level, node + 1);
        int open = 0;
        for (int child = first; child < end; child++) {
          int from = trie.firstLeaf(level + 1, child);
          open += legal.any(from, trie.firstLeaf(level + 1, child + 1)) ? 1 : 0;
        }
        float logV = (float) Math.log(worth_N[node] / p_N[node]);
        observer.expanded(level, node, best.score(k), logV, open, end - first - open);
      }
    }
  }

  /** Of every node of a level the sums over the chosen nodes below it: of P, and of P · V. */
  private void sum(int level, Workspace ws, double[] p_N, double[] worth_N) {
    int node = 0;
    for (int i = 0; i < ws.children; i++) {
      int leaf = trie.firstLeaf(joint, ws.childNode[i]);
      while (trie.firstLeaf(level, node + 1) <= leaf) {
        node++;
      }
      double p = Math.exp(ws.childLogP[i]);
      p_N[node] += p;
      worth_N[node] += p * Math.exp(ws.childLogV[i]);
    }
  }
}
