package io.adlib.infer.generator;

import io.adlib.kernel.compute.Kernels;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Trie;

/**
 * Beam search inside the trie of legal semantic IDs: a branch without a legal leaf is never
 * expanded, and probabilities are normalised over the legal children alone. Immutable and
 * thread-safe.
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
  void run(Trie trie, LegalLeaves legal, int width, Workspace ws, Observer observer) {
    int widest = Math.min(width, trie.leaves());
    ws.needBeams(Math.max(1, widest));
    ws.best.reset(Math.max(1, widest));
    if (!legal.any(0, trie.leaves())) {
      return;
    }
    System.arraycopy(ws.normed, 0, ws.x, 0, shape.width());
    ws.node[0] = 0;
    ws.logP[0] = 0;
    int beams = 1;
    for (int level = 0; level < shape.depth(); level++) {
      boolean last = level == shape.depth() - 1;
      boolean choice = hasChoice(trie, legal, level, beams, ws);
      if (choice || !last) {
        decoder.advance(level, beams, ws);
      }
      if (choice) {
        decoder.logits(level, beams, ws);
      }
      ws.best.reset(widest);
      for (int beam = 0; beam < beams; beam++) {
        expand(trie, legal, level, beam, choice, ws, observer);
      }
      ws.best.sort();
      beams = ws.best.size();
      if (!last) {
        step(trie, level, beams, ws);
      }
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
      Trie trie,
      LegalLeaves legal,
      int level,
      int beam,
      boolean choice,
      Workspace ws,
      Observer observer) {
    int node = ws.node[beam];
    int end = trie.firstChild(level, node + 1);
    int count = 0;
    for (int child = trie.firstChild(level, node); child < end; child++) {
      if (isLegal(trie, legal, level + 1, child)) {
        ws.childNode[count] = child;
        ws.childLogit[count++] =
            choice ? ws.logits[beam * shape.codes() + trie.code(level + 1, child)] : 0;
      }
    }
    observer.expanded(
        level, node, ws.logP[beam], count, end - trie.firstChild(level, node) - count);
    if (count == 1) {
      ws.best.offer(ws.logP[beam], ws.childNode[0], beam);
      return;
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
  private void step(Trie trie, int level, int beams, Workspace ws) {
    for (int beam = 0; beam < beams; beam++) {
      int node = ws.best.number(beam);
      decoder.choose(level, trie.code(level + 1, node), ws.best.tag(beam), beam, ws);
      ws.node[beam] = node;
      ws.logP[beam] = ws.best.score(beam);
    }
    System.arraycopy(ws.next, 0, ws.x, 0, beams * shape.width());
  }
}
