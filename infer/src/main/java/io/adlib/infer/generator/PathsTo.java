package io.adlib.infer.generator;

import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Trie;

/**
 * Gives up all nodes but those on the way to some leaves.
 *
 * @param wanted the leaves
 */
record PathsTo(Trie trie, LegalLeaves wanted) implements BeamSearch.Observer {

  @Override
  public void expanded(int level, int node, float logP, float logV, int legal, int illegal) {}

  @Override
  public boolean keeps(int level, int node) {
    return wanted.any(trie.firstLeaf(level, node), trie.firstLeaf(level, node + 1));
  }

  @Override
  public boolean listens() {
    return false;
  }
}
