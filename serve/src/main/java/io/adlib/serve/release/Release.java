package io.adlib.serve.release;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.market.eligibility.AdLeaves;
import io.adlib.market.eligibility.Eligibility;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.nearest.QuantisedVectors;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.roaringbitmap.RoaringBitmap;

/**
 * All that answers a request, as one validated whole. Ads may come and go while it is live: each
 * change makes another edition of the release, with ads added at the catalogue's end, so that the
 * number of an ad means the same in all editions of a version. Immutable and thread-safe.
 *
 * @param version names it in every exposure
 * @param edition 0 as it was built; higher, the later
 * @param catalogue what can be shown, and what was withdrawn, of which events may still come
 * @param withdrawn numbers of ads that are shown no more; never change it
 * @param ids semantic IDs of ads and contents
 * @param trie the semantic IDs of the ads that are not withdrawn
 * @param leaves where the ads stand in the trie
 * @param eligibility which ads a request may be shown
 * @param ages which ads are young
 * @param recall proposes ads
 * @param valuer values them
 * @param tokenizer gives new ads their codes, if the release has one
 * @param vectors how alike items are, if the release has a tokenizer
 * @param texts what else ads may be found by than their own words
 */
public record Release(
    String version,
    int edition,
    Catalogue catalogue,
    RoaringBitmap withdrawn,
    SemanticIds ids,
    Trie trie,
    AdLeaves leaves,
    Eligibility eligibility,
    AdAges ages,
    Recall recall,
    Valuer valuer,
    Optional<AdTokenizer> tokenizer,
    Optional<QuantisedVectors> vectors,
    SearchTexts texts) {

  /** The trie of the ads alone, in which contents have no leaf. */
  public static Trie trieOfAds(Catalogue catalogue, SemanticIds ids) {
    return Trie.of(
        ids,
        IntStream.range(0, catalogue.ads().size())
            .map(ad -> ids.indexOf(catalogue.ads().get(ad).id()))
            .filter(item -> item >= 0));
  }

  /** Puts the parts together; the trie must be {@link #trieOfAds}. No ads can be added to it. */
  public static Release of(
      String version,
      Catalogue catalogue,
      SemanticIds ids,
      Trie trie,
      Recall recall,
      Valuer valuer) {
    return new Release(
        version,
        0,
        catalogue,
        new RoaringBitmap(),
        ids,
        trie,
        AdLeaves.of(catalogue, ids, trie),
        Eligibility.of(catalogue),
        AdAges.of(catalogue),
        recall,
        valuer,
        Optional.empty(),
        Optional.empty(),
        SearchTexts.NONE);
  }

  /** The same with a tokenizer, so that ads can be added. */
  public Release with(AdTokenizer made) {
    return with(
        recall, Optional.of(made), Optional.of(new QuantisedVectors(made.books(), ids)), texts);
  }

  /** The same whose ads are found by further texts. */
  public Release with(SearchTexts more) {
    return with(recall, tokenizer, vectors, more);
  }

  /** The same with another recall, over the same semantic IDs and trie. */
  public Release with(Recall other) {
    return with(other, tokenizer, vectors, texts);
  }

  private Release with(
      Recall proposing,
      Optional<AdTokenizer> tokenizing,
      Optional<QuantisedVectors> likening,
      SearchTexts finding) {
    return new Release(
        version,
        edition,
        catalogue,
        withdrawn,
        ids,
        trie,
        leaves,
        eligibility,
        ages,
        proposing,
        valuer,
        tokenizing,
        likening,
        finding);
  }

  /**
   * The next edition.
   *
   * @param added ads whose ids are new
   * @param codes_NL their semantic IDs, row-major, the suffix included, each new
   * @param gone numbers of all ads that are withdrawn from now on, also among the added; others
   *     come back
   */
  public Release next(List<Ad> added, short[] codes_NL, RoaringBitmap gone) {
    Catalogue grown = catalogue.with(added);
    SemanticIds more = ids.with(added.stream().map(Ad::id).toList(), codes_NL);
    RoaringBitmap come = RoaringBitmap.andNot(withdrawn, gone);
    come.add((long) catalogue.ads().size(), grown.ads().size());
    come.andNot(gone);
    RoaringBitmap leave = RoaringBitmap.andNot(gone, withdrawn);
    leave.remove((long) catalogue.ads().size(), grown.ads().size());
    Trie next = trie.with(more, items(grown, more, come), items(grown, more, leave));
    return new Release(
        version,
        edition + 1,
        grown,
        gone.clone(),
        more,
        next,
        AdLeaves.of(grown, more, next),
        eligibility.with(grown, gone),
        added.isEmpty() ? ages : ages.with(grown),
        recall.over(more, next),
        added.isEmpty() ? valuer : valuer.over(grown, more),
        tokenizer,
        vectors.map(known -> known.with(more)),
        texts);
  }

  private static IntStream items(Catalogue catalogue, SemanticIds ids, RoaringBitmap ads) {
    return ads.stream()
        .map(ad -> ids.indexOf(catalogue.ads().get(ad).id()))
        .filter(item -> item >= 0);
  }

  /** How many ads can be shown. */
  public int adCount() {
    return catalogue.ads().size() - withdrawn.getCardinality();
  }

  /** Whether an ad was withdrawn. */
  public boolean isWithdrawn(String id) {
    int ad = catalogue.adIndex(id);
    return ad >= 0 && withdrawn.contains(ad);
  }

  /** Whether an ad is there and not withdrawn. */
  public boolean isShown(String id) {
    int ad = catalogue.adIndex(id);
    return ad >= 0 && !withdrawn.contains(ad);
  }

  /** Whether this is a later edition of the same version. */
  public boolean isLaterThan(Release other) {
    return version.equals(other.version) && edition > other.edition;
  }
}
