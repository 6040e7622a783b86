package io.adlib.sid.feature;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.core.Content;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.relevance.RelevantAds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What features ask of ads and contents, worked out once, as flat arrays. Immutable. */
final class AdTable {

  /** Price buckets: none (or in a currency without a rate), then powers of two. */
  private static final int PRICES = 16;

  final Catalogue catalogue;
  final SemanticIds ids;
  final Vocabulary vocabulary;

  /** Number of levels before the disambiguation suffix. */
  final int levels;

  /** A hash of each item's prefix of each length (less one), the same in every catalogue. */
  final int[][] prefix_LN;

  /** The ad's number in the semantic IDs, or −1. */
  final int[] item_A;

  /** Of the ad, its campaign and so on: hashes of ids, the same in every catalogue. */
  final int[] id_A;

  final int[] campaign_A;
  final int[] advertiser_A;
  final int[] brand_A;
  final int[] top_A;
  final int[] leaf_A;
  final int[] price_A;

  /** Words of title and category, each once. */
  final int[][] words_A;

  /** Words of title and tags, each once. */
  final int[][] words_C;

  /** Hashes of each item's tags. */
  final int[][] tags_N;

  static final int[] NO_TAGS = {};

  final ItemSignals signals;

  /** Grades by query, where there is a model. */
  final Optional<RelevantAds> relevance;

  final Topics topics;

  /** The category, by hash, that a content is most likely about. */
  final int[] topic_C;

  AdTable(Catalogue catalogue, SemanticIds ids) {
    this(catalogue, ids, ItemSignals.NONE);
  }

  AdTable(Catalogue catalogue, SemanticIds ids, ItemSignals signals) {
    this.signals = signals;
    relevance = signals.relevance().map(model -> new RelevantAds(model, catalogue));
    tags_N = new int[ids.size()][];
    this.catalogue = catalogue;
    this.ids = ids;
    levels = Math.max(1, ids.depth() - 1);
    prefix_LN = new int[levels][ids.size()];
    fillPrefixes(0);
    fillTags(0);
    List<Ad> ads = catalogue.ads();
    List<Content> contents = catalogue.contents();
    var texts = new ArrayList<String>(ads.stream().map(Ad::embeddableText).toList());
    texts.addAll(contents.stream().map(Content::embeddableText).toList());
    vocabulary = new Vocabulary(texts);
    int n = ads.size();
    item_A = new int[n];
    id_A = new int[n];
    campaign_A = new int[n];
    advertiser_A = new int[n];
    brand_A = new int[n];
    top_A = new int[n];
    leaf_A = new int[n];
    price_A = new int[n];
    words_A = new int[n][];
    fillAds(0);
    topics = new Topics(vocabulary, leaf_A, words_A);
    words_C = new int[contents.size()][];
    topic_C = new int[contents.size()];
    for (int c = 0; c < words_C.length; c++) {
      Content content = contents.get(c);
      words_C[c] = vocabulary.words(content.title() + " " + String.join(" ", content.tags()));
      topic_C[c] = topics.of(words_C[c]);
    }
  }

  /**
   * The table of the same catalogue with further ads at its end. Vocabulary and topics stay those
   * that a ranker was trained with: a word that no ad had before counts for nothing.
   */
  private AdTable(AdTable before, Catalogue grown, SemanticIds more) {
    catalogue = grown;
    ids = more;
    levels = before.levels;
    prefix_LN = new int[levels][];
    for (int level = 0; level < levels; level++) {
      prefix_LN[level] = Arrays.copyOf(before.prefix_LN[level], ids.size());
    }
    fillPrefixes(before.ids.size());
    signals =
        new ItemSignals(
            before.signals.vectors().map(v -> v.with(more)),
            before.signals.tags(),
            before.signals.relevance());
    relevance = before.relevance.map(ads -> ads.with(grown));
    tags_N = Arrays.copyOf(before.tags_N, more.size());
    fillTags(before.ids.size());
    vocabulary = before.vocabulary;
    topics = before.topics;
    words_C = before.words_C;
    topic_C = before.topic_C;
    int n = grown.ads().size();
    item_A = Arrays.copyOf(before.item_A, n);
    id_A = Arrays.copyOf(before.id_A, n);
    campaign_A = Arrays.copyOf(before.campaign_A, n);
    advertiser_A = Arrays.copyOf(before.advertiser_A, n);
    brand_A = Arrays.copyOf(before.brand_A, n);
    top_A = Arrays.copyOf(before.top_A, n);
    leaf_A = Arrays.copyOf(before.leaf_A, n);
    price_A = Arrays.copyOf(before.price_A, n);
    words_A = Arrays.copyOf(before.words_A, n);
    fillAds(before.item_A.length);
  }

  AdTable with(Catalogue grown, SemanticIds more) {
    return new AdTable(this, grown, more);
  }

  private void fillAds(int from) {
    for (int a = from; a < item_A.length; a++) {
      Ad ad = catalogue.ads().get(a);
      item_A[a] = ids.indexOf(ad.id());
      id_A[a] = ad.id().hashCode();
      campaign_A[a] = ad.campaign().hashCode();
      advertiser_A[a] = catalogue.campaign(a).advertiser().hashCode();
      brand_A[a] = ad.brand().hashCode();
      top_A[a] = ad.category().isEmpty() ? 0 : ad.category().getFirst().hashCode();
      leaf_A[a] = ad.category().hashCode();
      price_A[a] = priceBucket(ad);
      words_A[a] = vocabulary.words(ad.title() + " " + String.join(" ", ad.category()));
    }
  }

  private void fillTags(int from) {
    for (int item = from; item < tags_N.length; item++) {
      List<String> own = signals.tags().getOrDefault(ids.items().get(item), List.of());
      tags_N[item] =
          own.isEmpty() ? NO_TAGS : own.stream().mapToInt(String::hashCode).distinct().toArray();
    }
  }

  private void fillPrefixes(int from) {
    for (int item = from; item < ids.size(); item++) {
      int above = 0;
      for (int level = 0; level < levels; level++) {
        above = FeatureRow.mix(above * 31 + ids.code(item, level) + 1);
        prefix_LN[level][item] = above;
      }
    }
  }

  private int priceBucket(Ad ad) {
    return ad.price()
        .filter(price -> catalogue.rates().microsOfBase().containsKey(price.currency()))
        .map(price -> catalogue.rates().convert(price, catalogue.rates().base()))
        .filter(price -> price.isPositive())
        .map(
            price -> {
              double units = price.micros() / 1e6;
              return Math.clamp(Math.round(2 + Math.log(units) / Math.log(2)), 1, PRICES - 1);
            })
        .orElse(0);
  }

  /** The code of an item at a level. */
  int code(int item, int level) {
    return ids.code(item, level);
  }

  /** How many levels two items share, from the first on; 0 if either is unknown. */
  int shared(int item, int other) {
    if (item < 0 || other < 0) {
      return 0;
    }
    int level = 0;
    while (level < levels && prefix_LN[level][item] == prefix_LN[level][other]) {
      level++;
    }
    return level;
  }
}
