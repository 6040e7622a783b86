package io.adlib.infer.generator;

import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.RowTable;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Trie;
import java.util.Arrays;
import java.util.Optional;

/**
 * Beam search inside the trie of legal semantic IDs: a branch without a legal leaf is never
 * expanded, and probabilities are normalised over the legal nodes alone. The first A codes are
 * chosen at once, among all legal nodes of their level. Prefixes are kept by probability, or by
 * probability and value as a {@link ValueGuide} says. Immutable and thread-safe.
 */
final class BeamSearch {

  /** Hears of every beam that is expanded, and may have nodes given up. */
  interface Observer {
    /** Hears nothing. */
    Observer NONE =
        new Observer() {
          @Override
          public void expanded(
              int level, int node, float logP, float logV, int legal, int illegal) {}

          @Override
          public boolean listens() {
            return false;
          }
        };

    /**
     * A beam that is expanded.
     *
     * @param logV what its prefix is worth; 0 where nothing is valued
     */
    void expanded(int level, int node, float logP, float logV, int legal, int illegal);

    /**
     * Whether prefixes are to be valued though no guide weighs it; what is found stays the same.
     */
    default boolean asksValue() {
      return false;
    }

    /** Whether a node may go on; probabilities are the same either way. */
    default boolean keeps(int level, int node) {
      return true;
    }

    /** Whether to tell it of beams too that the search need not work out. */
    default boolean listens() {
      return true;
    }
  }

  private final GeneratorShape shape;
  private final CodeDecoder decoder;
  private final Optional<ValueHeads> values;
  private final RowTable embedRows;
  private final Kernels kernels;

  BeamSearch(GeneratorShape shape, Weights weights, CodeDecoder decoder, Kernels kernels) {
    this.shape = shape;
    this.decoder = decoder;
    this.kernels = kernels;
    embedRows = weights.embedRows();
    values = weights.evaluator().map(evaluator -> new ValueHeads(shape, evaluator, kernels));
  }

  /**
   * Searches from {@code h} in row 0 of {@link Workspace#normed} and leaves the best leaves, best
   * first, as {@link Workspace}'s beams.
   *
   * @param guide has no weight where there is no evaluator
   */
  void run(JointNodes nodes, LegalLeaves legal, ValueGuide guide, Workspace ws, Observer observer) {
    Trie trie = nodes.trie();
    int widest = Math.max(1, Math.min(guide.cap(), trie.leaves()));
    ws.needBeams(widest);
    ws.beams = 0;
    if (!legal.any(0, trie.leaves())) {
      return;
    }
    Optional<ValueHeads> worth = guide.isOn() || observer.asksValue() ? values : Optional.empty();
    float root = worth.isPresent() ? worth.get().root(ws) : 0;
    chooseFirst(nodes, legal, worth, root, ws);
    if (observer.listens()) {
      new JointBeams(trie, legal, shape.joint()).tell(widest, ws, observer);
    }
    keep(guide, widest, root, shape.joint(), observer, ws);
    if (shape.joint() < shape.depth()) {
      start(nodes, legal, ws);
    }
    for (int level = shape.joint(); level < shape.depth(); level++) {
      boolean last = level == shape.depth() - 1;
      boolean choice = open(trie, legal, level, ws, observer);
      decoder.advance(level, ws.states, ws);
      if (choice) {
        if (worth.isPresent()) {
          worth.get().query(level + 1, ws.x, ws.states, ws);
        }
        decoder.query(level, ws.states, ws);
      }
      for (int beam = 0; beam < ws.beams; beam++) {
        expand(nodes, level, beam, worth, ws);
      }
      keep(guide, widest, root, level + 1, observer, ws);
      if (!last) {
        step(trie, legal, level, ws);
      }
    }
  }

  /** The legal nodes of level A, with their log-probabilities and what they are worth. */
  private void chooseFirst(
      JointNodes nodes, LegalLeaves legal, Optional<ValueHeads> worth, float root, Workspace ws) {
    nodes.score(legal, kernels, ws);
    float all = kernels.logSumExp(ws.childLogP, 0, ws.children);
    for (int i = 0; i < ws.children; i++) {
      ws.childLogP[i] = ws.children == 1 ? 0 : ws.childLogP[i] - all;
    }
    Arrays.fill(ws.childBeam, 0, ws.children, 0);
    Arrays.fill(ws.childLogV, 0, ws.children, root);
    if (worth.isPresent() && ws.children > 1) {
      worth.get().query(shape.joint(), ws.normed, 1, ws);
      nodes.value(kernels, ws);
    }
  }

  /** Makes the best of the children the beams; their paths and states are yet to follow. */
  private static void keep(
      ValueGuide guide, int widest, float root, int level, Observer observer, Workspace ws) {
    ws.best.reset(widest);
    for (int i = 0; i < ws.children; i++) {
      if (observer.keeps(level, ws.childNode[i])) {
        ws.best.offer(guide.score(ws.childLogP[i], ws.childLogV[i]), ws.childNode[i], i);
      }
    }
    ws.best.sort();
    ws.beams = 0;
    for (int place = 0; place < ws.best.size(); place++) {
      int child = ws.best.tag(place);
      if (place < guide.floor() || (guide.isOn() && ws.childLogV[child] > root)) {
        ws.node[ws.beams] = ws.childNode[child];
        ws.logP[ws.beams] = ws.childLogP[child];
        ws.logV[ws.beams] = ws.childLogV[child];
        ws.from[ws.beams++] = ws.childBeam[child];
      }
    }
  }

  /** The paths and states of the first beams, kept nodes of level A. */
  private void start(JointNodes nodes, LegalLeaves legal, Workspace ws) {
    int d = shape.width();
    ws.states = 0;
    for (int beam = 0; beam < ws.beams; beam++) {
      int node = ws.node[beam];
      ws.path[beam] = nodes.path_N()[node];
      if (hasChoice(nodes.trie(), legal, shape.joint(), node)) {
        System.arraycopy(ws.normed, 0, ws.next, ws.states * d, d);
        nodes.add(node, ws.next, ws.states * d);
        ws.state[beam] = ws.states++;
      }
    }
    System.arraycopy(ws.next, 0, ws.x, 0, ws.states * d);
  }

  /**
   * Whether more than one legal leaf is below a node. With a single one all that follows is
   * certain, so that the beam needs no state any more.
   */
  private static boolean hasChoice(Trie trie, LegalLeaves legal, int level, int node) {
    int first = legal.next(trie.firstLeaf(level, node));
    int second = first < 0 ? -1 : legal.next(first + 1);
    return second >= 0 && second < trie.firstLeaf(level, node + 1);
  }

  /**
   * The legal children of all beams, to choose among; those of each beam from {@link
   * Workspace#firstChild} on.
   *
   * @return whether any beam has more than one: if none has, nothing is compared
   */
  private static boolean open(
      Trie trie, LegalLeaves legal, int level, Workspace ws, Observer observer) {
    boolean choice = false;
    ws.children = 0;
    for (int beam = 0; beam < ws.beams; beam++) {
      int node = ws.node[beam];
      int child = trie.firstChild(level, node);
      int all = trie.firstChild(level, node + 1) - child;
      int end = trie.firstLeaf(level, node + 1);
      int first = ws.children;
      ws.firstChild[beam] = first;
      ws.needChildren(first + all);
      for (int leaf = legal.next(trie.firstLeaf(level, node)); leaf >= 0 && leaf < end; ) {
        while (trie.firstLeaf(level + 1, child + 1) <= leaf) {
          child++;
        }
        ws.childNode[ws.children++] = child;
        leaf = legal.next(trie.firstLeaf(level + 1, child + 1));
      }
      Arrays.fill(ws.childBeam, first, ws.children, beam);
      Arrays.fill(ws.childLogV, first, ws.children, ws.logV[beam]);
      int open = ws.children - first;
      choice |= open > 1;
      observer.expanded(level, node, ws.logP[beam], ws.logV[beam], open, all - open);
    }
    ws.firstChild[ws.beams] = ws.children;
    return choice;
  }

  /** How probable a beam's children are, and what they are worth. */
  private void expand(
      JointNodes nodes, int level, int beam, Optional<ValueHeads> worth, Workspace ws) {
    int d = shape.width();
    boolean sideBySide = nodes.hasRowsOf(level + 1);
    int from = ws.firstChild[beam];
    int end = ws.firstChild[beam + 1];
    if (end - from == 1) {
      ws.childLogP[from] = ws.logP[beam];
      return;
    }
    int state = ws.state[beam];
    if (!sideBySide) {
      touch(nodes.trie(), level, beam, ws);
    }
    for (int i = from; i < end; i++) {
      int child = ws.childNode[i];
      int code = nodes.trie().code(level + 1, child);
      ws.childLogP[i] =
          sideBySide
              ? nodes.below().orElseThrow().dot(ws.normed, state * d, child)
              : decoder.logit(level, code, ws.path[beam], state, ws);
      if (worth.isPresent()) {
        ws.childLogV[i] += worth.get().added(level, code, ws.path[beam], state, embedRows, ws);
      }
    }
    float base = ws.logP[beam] - kernels.logSumExp(ws.childLogP, from, end - from);
    for (int i = from; i < end; i++) {
      ws.childLogP[i] = base + ws.childLogP[i];
    }
  }

  private void touch(Trie trie, int level, int beam, Workspace ws) {
    float touched = 0;
    for (int i = ws.firstChild[beam]; i < ws.firstChild[beam + 1]; i++) {
      touched += decoder.touch(level, trie.code(level + 1, ws.childNode[i]), ws.path[beam]);
    }
    ws.touched = touched;
  }

  /** The paths and states of the beams of the next level. */
  private void step(Trie trie, LegalLeaves legal, int level, Workspace ws) {
    int states = 0;
    for (int beam = 0; beam < ws.beams; beam++) {
      int code = trie.code(level + 1, ws.node[beam]);
      int from = ws.from[beam];
      ws.nextPath[beam] = GeneratorShape.extend(ws.path[from], code);
      if (hasChoice(trie, legal, level + 1, ws.node[beam])) {
        decoder.choose(level, code, ws.path[from], ws.state[from], states, ws);
        ws.nextState[beam] = states++;
      }
    }
    ws.states = states;
    System.arraycopy(ws.nextPath, 0, ws.path, 0, ws.beams);
    System.arraycopy(ws.nextState, 0, ws.state, 0, ws.beams);
    System.arraycopy(ws.next, 0, ws.x, 0, states * shape.width());
  }
}
