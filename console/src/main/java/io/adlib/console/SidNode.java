package io.adlib.console;

import java.util.List;

/**
 * A prefix of semantic IDs.
 *
 * @param path codes joined by {@code -}; empty for the root
 * @param words what most ads below are about
 * @param purity share of the ads below that are about it, in [0,1]
 * @param total ads below
 * @param children by code; none at the last level that is shown
 */
public record SidNode(String path, String words, double purity, int total, List<SidNode> children) {
  public SidNode {
    children = List.copyOf(children);
  }
}
