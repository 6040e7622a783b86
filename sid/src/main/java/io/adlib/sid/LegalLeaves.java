package io.adlib.sid;

import java.util.BitSet;

/**
 * The leaves of a {@link Trie} that one request may be served. Safe to read from many threads once
 * filled.
 */
public final class LegalLeaves {

  private final BitSet legal;

  private LegalLeaves(BitSet legal) {
    this.legal = legal;
  }

  /** Every leaf of a trie. */
  public static LegalLeaves all(Trie trie) {
    BitSet bits = new BitSet(trie.leaves());
    bits.set(0, trie.leaves());
    return new LegalLeaves(bits);
  }

  /** The leaves whose bits are set; the set is not copied. */
  public static LegalLeaves of(BitSet leaves) {
    return new LegalLeaves(leaves);
  }

  /** Whether one leaf of {@code [from, to)} is legal. */
  public boolean any(int from, int to) {
    int next = legal.nextSetBit(from);
    return next >= 0 && next < to;
  }

  /** The first legal leaf from a place on, or −1 if there is none. */
  public int next(int from) {
    return legal.nextSetBit(from);
  }

  /** The number of legal leaves. */
  public int count() {
    return legal.cardinality();
  }
}
