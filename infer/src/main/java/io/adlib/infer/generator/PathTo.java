package io.adlib.infer.generator;

import io.adlib.sid.Trie;

/** Gives up all nodes but those on the way to one leaf. */
record PathTo(Trie trie, int leaf) implements BeamSearch.Observer {

  @Override
  public void expanded(int level, int node, float logP, float logV, int legal, int illegal) {}

  @Override
  public boolean keeps(int level, int node) {
    return trie.firstLeaf(level, node) <= leaf && leaf < trie.firstLeaf(level, node + 1);
  }
}
