package io.adlib.infer.generator;

import io.adlib.kernel.compute.TopK;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Trie;

/**
 * For people to look at: the prefixes shorter than A as if they had been beams, though the first A
 * codes are chosen at once. A prefix is as probable as the nodes of level A below it are together.
 */
record JointBeams(Trie trie, LegalLeaves legal, int joint) {

  /** Tells of the most probable prefixes of each level from the root, given level A's choice. */
  void tell(int width, Workspace ws, BeamSearch.Observer observer) {
    var best = new TopK();
    for (int level = 0; level < joint; level++) {
      best.reset(width);
      double[] p_N = probabilities(level, ws);
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
        observer.expanded(level, node, best.score(k), open, end - first - open);
      }
    }
  }

  /** The probability of every node of a level: the sum over the chosen nodes below it. */
  private double[] probabilities(int level, Workspace ws) {
    double[] p_N = new double[trie.nodes(level)];
    int node = 0;
    for (int i = 0; i < ws.children; i++) {
      int leaf = trie.firstLeaf(joint, ws.childNode[i]);
      while (trie.firstLeaf(level, node + 1) <= leaf) {
        node++;
      }
      p_N[node] += Math.exp(ws.childLogP[i]);
    }
    return p_N;
  }
}
