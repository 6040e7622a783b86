package io.adlib.market.eligibility;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.roaringbitmap.IntConsumer;
import org.roaringbitmap.RoaringBitmap;

/**
 * Where the ads of a catalogue stand in a trie of semantic IDs, to turn eligible ads into legal
 * leaves and leaves back into ads. Ads without a semantic ID in the trie have no leaf and cannot be
 * generated. Immutable and thread-safe.
 */
public final class AdLeaves {

  private final int[] leafOfAd;
  private final int[] adOfLeaf;

  private AdLeaves(int[] leafOfAd, int leaves) {
    this.leafOfAd = leafOfAd;
    adOfLeaf = new int[leaves];
    Arrays.fill(adOfLeaf, -1);
    for (int ad = 0; ad < leafOfAd.length; ad++) {
      if (leafOfAd[ad] >= 0) {
        adOfLeaf[leafOfAd[ad]] = ad;
      }
    }
  }

  /** The leaves of a catalogue's ads, matched by ad id. */
  public static AdLeaves of(Catalogue catalogue, SemanticIds ids, Trie trie) {
    List<Ad> ads = catalogue.ads();
    int[] leafOfAd = new int[ads.size()];
    for (int ad = 0; ad < leafOfAd.length; ad++) {
      int item = ids.indexOf(ads.get(ad).id());
      leafOfAd[ad] = item < 0 ? -1 : trie.leaf(item);
    }
    return new AdLeaves(leafOfAd, trie.leaves());
  }

  /**
   * The leaves of some ads.
   *
   * @param ads numbers in the catalogue
   */
  public LegalLeaves legal(RoaringBitmap ads) {
    var leaves = new BitSet(adOfLeaf.length);
    ads.forEach(
        (IntConsumer)
            ad -> {
              if (leafOfAd[ad] >= 0) {
                leaves.set(leafOfAd[ad]);
              }
            });
    return LegalLeaves.of(leaves);
  }

  /** The leaf of an ad, or −1. */
  public int leaf(int ad) {
    return leafOfAd[ad];
  }

  /** The ad at a leaf, or −1 if the catalogue has none there. */
  public int ad(int leaf) {
    return adOfLeaf[leaf];
  }
}
