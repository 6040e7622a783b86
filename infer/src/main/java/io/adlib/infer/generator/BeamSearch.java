package io.adlib.infer.generator;

import io.adlib.kernel.compute.Kernels;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Trie;

/**
 * Beam search inside the trie of legal semantic IDs: a branch without a legal leaf is never
 * expanded, and probabilities are normalised over the legal nodes alone. The first A codes are
 * chosen at once, among all legal nodes of their level. Immutable and thread-safe.
 */
final class BeamSearch {

  /** Hears of every beam that is expanded. */
  interface Observer {
    /** Hears nothing. */
    Observer NONE = (_, _, _, _, _) -> {};

    void expanded(int level, int node, float logP, int legal, int illegal);
  }

  private final GeneratorShape shape;
  private final CodeDecoder decoder;
  private final Kernels kernels;

  BeamSearch(GeneratorShape shape, CodeDecoder decoder, Kernels kernels) {
    this.shape = shape;
    this.decoder = decoder;
    this.kernels = kernels;
  }

  /**
   * Searches from {@code h} in row 0 of {@link Workspace#normed} and leaves the best leaves, best
   * first, in {@link Workspace#best}.
   */
  void run(JointNodes nodes, LegalLeaves legal, int width, Workspace ws, Observer observer) {
    Trie trie = nodes.trie();
    int widest = Math.max(1, Math.min(width, trie.leaves()));
    ws.needBeams(widest);
    ws.best.reset(widest);
    if (!legal.any(0, trie.leaves())) {
      return;
    }
    chooseFirst(nodes, legal, ws);
    if (observer != Observer.NONE) {
      new JointBeams(trie, legal, shape.joint()).tell(widest, ws, observer);
    }
    ws.best.reset(widest);
    for (int i = 0; i < ws.children; i++) {
      ws.best.offer(ws.childLogit[i], ws.childNode[i], 0);
    }
    ws.best.sort();
    if (shape.joint() < shape.depth()) {
      start(nodes, ws);
    }
    for (int level = shape.joint(); level < shape.depth(); level++) {
      int beams = ws.best.size();
      boolean last = level == shape.depth() - 1;
      boolean choice = hasChoice(trie, legal, level, beams, ws);
      if (choice || !last) {
        decoder.advance(level, beams, ws);
      }
      if (choice) {
        decoder.query(level, beams, ws);
      }
      ws.best.reset(widest);
      for (int beam = 0; beam < beams; beam++) {
        expand(trie, legal, level, beam, ws, observer);
      }
      ws.best.sort();
      if (!last) {
        step(trie, level, ws);
      }
    }
  }

  /** The legal nodes of level A and their log-probabilities, into {@link Workspace#childLogit}. */
  private void chooseFirst(JointNodes nodes, LegalLeaves legal, Workspace ws) {
    int d = shape.width();
    int level = shape.joint();
    int count = nodes.trie().nodes(level);
    float scale = (float) (1 / Math.sqrt(d));
    ws.needChildren(count);
    ws.children = 0;
    for (int node = 0; node < count; node++) {
      if (isLegal(nodes.trie(), legal, level, node)) {
        ws.childLogit[ws.children] =
            scale * kernels.dot(ws.normed, 0, nodes.vector_ND(), node * d, d);
        ws.childNode[ws.children++] = node;
      }
    }
    float all = kernels.logSumExp(ws.childLogit, 0, ws.children);
    for (int i = 0; i < ws.children; i++) {
      ws.childLogit[i] = ws.children == 1 ? 0 : ws.childLogit[i] - all;
    }
  }

  /** Makes the kept nodes of level A the first beams. */
  private void start(JointNodes nodes, Workspace ws) {
    int d = shape.width();
    for (int beam = 0; beam < ws.best.size(); beam++) {
      int node = ws.best.number(beam);
      System.arraycopy(ws.normed, 0, ws.x, beam * d, d);
      kernels.axpy(1, nodes.vector_ND(), node * d, ws.x, beam * d, d);
      ws.node[beam] = node;
      ws.path[beam] = nodes.path_N()[node];
      ws.logP[beam] = ws.best.score(beam);
    }
  }

  /** Whether any beam has more than one legal child: if none has, the level costs nothing. */
  private static boolean hasChoice(
      Trie trie, LegalLeaves legal, int level, int beams, Workspace ws) {
    for (int beam = 0; beam < beams; beam++) {
      int node = ws.node[beam];
      int seen = 0;
      for (int child = trie.firstChild(level, node);
          child < trie.firstChild(level, node + 1);
          child++) {
        if (isLegal(trie, legal, level + 1, child) && ++seen > 1) {
          return true;
        }
      }
    }
    return false;
  }

  private void expand(
      Trie trie, LegalLeaves legal, int level, int beam, Workspace ws, Observer observer) {
    int node = ws.node[beam];
    int end = trie.firstChild(level, node + 1);
    int count = 0;
    for (int child = trie.firstChild(level, node); child < end; child++) {
      if (isLegal(trie, legal, level + 1, child)) {
        ws.childNode[count++] = child;
      }
    }
    observer.expanded(
        level, node, ws.logP[beam], count, end - trie.firstChild(level, node) - count);
    if (count == 1) {
      ws.best.offer(ws.logP[beam], ws.childNode[0], beam);
      return;
    }
    for (int i = 0; i < count; i++) {
      int code = trie.code(level + 1, ws.childNode[i]);
      ws.childLogit[i] = decoder.logit(level, code, ws.path[beam], beam, ws);
    }
    float base = ws.logP[beam] - kernels.logSumExp(ws.childLogit, 0, count);
    for (int i = 0; i < count; i++) {
      ws.best.offer(base + ws.childLogit[i], ws.childNode[i], beam);
    }
  }

  private static boolean isLegal(Trie trie, LegalLeaves legal, int level, int node) {
    return legal.any(trie.firstLeaf(level, node), trie.firstLeaf(level, node + 1));
  }

  /** Makes the kept children the beams of the next level. */
  private void step(Trie trie, int level, Workspace ws) {
    int beams = ws.best.size();
    for (int beam = 0; beam < beams; beam++) {
      int node = ws.best.number(beam);
      int code = trie.code(level + 1, node);
      int from = ws.best.tag(beam);
      decoder.choose(level, code, ws.path[from], from, beam, ws);
      ws.nextPath[beam] = GeneratorShape.extend(ws.path[from], code);
      ws.node[beam] = node;
      ws.logP[beam] = ws.best.score(beam);
    }
    System.arraycopy(ws.nextPath, 0, ws.path, 0, beams);
    System.arraycopy(ws.next, 0, ws.x, 0, beams * shape.width());
  }
}
