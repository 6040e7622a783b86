package io.adlib.serve.release;

import io.adlib.core.Catalogue;
import io.adlib.market.eligibility.AdLeaves;
import io.adlib.market.eligibility.Eligibility;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.util.stream.IntStream;

/**
 * All that answers a request, as one validated whole. Immutable and thread-safe.
 *
 * @param version names it in every exposure
 * @param catalogue what can be shown
 * @param ids semantic IDs of ads and contents
 * @param trie the ads' semantic IDs
 * @param leaves where the ads stand in the trie
 * @param eligibility which ads a request may be shown
 * @param recall proposes ads
 * @param valuer values them
 */
public record Release(
    String version,
    Catalogue catalogue,
    SemanticIds ids,
    Trie trie,
    AdLeaves leaves,
    Eligibility eligibility,
    Recall recall,
    Valuer valuer) {

  /** The trie of the ads alone, in which contents have no leaf. */
  public static Trie trieOfAds(Catalogue catalogue, SemanticIds ids) {
    return Trie.of(
        ids,
        IntStream.range(0, catalogue.ads().size())
            .map(ad -> ids.indexOf(catalogue.ads().get(ad).id()))
            .filter(item -> item >= 0));
  }

  /** Puts the parts together; the trie must be {@link #trieOfAds}. */
  public static Release of(
      String version,
      Catalogue catalogue,
      SemanticIds ids,
      Trie trie,
      Recall recall,
      Valuer valuer) {
    return new Release(
        version,
        catalogue,
        ids,
        trie,
        AdLeaves.of(catalogue, ids, trie),
        Eligibility.of(catalogue),
        recall,
        valuer);
  }
}
