package io.adlib.sid.relevance;

import io.adlib.core.Catalogue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ads that queries are held against, by number, and how their words and prices are spread over
 * categories. Immutable and thread-safe.
 */
public final class AdTexts {

  private final Lexicon lexicon;
  private final Map<List<String>, Integer> leaves;
  private final List<List<String>> paths;
  private final long[][] prices_K;
  private final List<AdWords> ads;

  /** By word: categories whose ads have it, and the share of their ads that do. */
  private final int[][] leaf_V;

  private final float[][] share_V;

  /** Reads the texts of ads, numbered in their order. */
  public AdTexts(Lexicon lexicon, List<AdText> texts) {
    this.lexicon = lexicon;
    leaves = new HashMap<>();
    paths = new ArrayList<>();
    List<List<Long>> prices = new ArrayList<>();
    for (AdText text : texts) {
      if (!text.category().isEmpty()) {
        int leaf = leaves.computeIfAbsent(text.category(), _ -> leaves.size());
        if (leaf == paths.size()) {
          paths.add(text.category());
          prices.add(new ArrayList<>());
        }
        if (text.price() > 0) {
          prices.get(leaf).add(text.price());
        }
      }
    }
    prices_K =
        prices.stream()
            .map(some -> some.stream().mapToLong(Long::longValue).sorted().toArray())
            .toArray(long[][]::new);
    ads = texts.stream().map(this::words).toList();
    leaf_V = new int[lexicon.size()][0];
    share_V = new float[lexicon.size()][0];
    spread();
  }

  private AdTexts(AdTexts before, List<AdText> more) {
    lexicon = before.lexicon;
    leaves = before.leaves;
    paths = before.paths;
    prices_K = before.prices_K;
    leaf_V = before.leaf_V;
    share_V = before.share_V;
    var all = new ArrayList<>(before.ads);
    more.forEach(text -> all.add(words(text)));
    ads = List.copyOf(all);
  }

  /** Those of a catalogue. */
  public static AdTexts of(Lexicon lexicon, Catalogue catalogue) {
    return new AdTexts(
        lexicon, catalogue.ads().stream().map(ad -> AdText.of(ad, catalogue)).toList());
  }

  /** The same with the ads at a grown catalogue's end; what is spread over categories stays. */
  public AdTexts with(Catalogue grown) {
    return new AdTexts(
        this,
        grown.ads().subList(ads.size(), grown.ads().size()).stream()
            .map(ad -> AdText.of(ad, grown))
            .toList());
  }

  private AdWords words(AdText text) {
    int leaf = leaves.getOrDefault(text.category(), -1);
    return AdWords.of(text, lexicon, leaf, dearness(leaf, text.price()));
  }

  private float dearness(int leaf, long price) {
    if (leaf < 0 || price <= 0 || prices_K[leaf].length == 0) {
      return .5f;
    }
    int at = Arrays.binarySearch(prices_K[leaf], price);
    int cheaper = at < 0 ? -1 - at : at;
    return (float) ((cheaper + .5) / (prices_K[leaf].length + 1));
  }

  private void spread() {
    List<Map<Integer, Integer>> count_V = new ArrayList<>();
    for (int v = 0; v < lexicon.size(); v++) {
      count_V.add(new HashMap<>());
    }
    int[] ads_K = new int[paths.size()];
    for (AdWords ad : ads) {
      if (ad.leaf() >= 0) {
        ads_K[ad.leaf()]++;
        for (int word : ad.all()) {
          if (word >= 0) {
            count_V.get(word).merge(ad.leaf(), 1, Integer::sum);
          }
        }
      }
    }
    for (int v = 0; v < leaf_V.length; v++) {
      Map<Integer, Integer> counts = count_V.get(v);
      leaf_V[v] = counts.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
      share_V[v] = new float[leaf_V[v].length];
      for (int i = 0; i < leaf_V[v].length; i++) {
        share_V[v][i] = counts.getOrDefault(leaf_V[v][i], 0) / (float) ads_K[leaf_V[v][i]];
      }
    }
  }

  /** How many. */
  public int size() {
    return ads.size();
  }

  Lexicon lexicon() {
    return lexicon;
  }

  AdWords ad(int number) {
    return ads.get(number);
  }

  /** For each category, how much a query is about it: Σ idf² · share of its ads with the word. */
  float[] topics(int[] query) {
    float[] about_K = new float[paths.size()];
    for (int word : query) {
      for (int i = 0; word >= 0 && i < leaf_V[word].length; i++) {
        float idf = lexicon.idf(word);
        about_K[leaf_V[word][i]] += idf * idf * share_V[word][i];
      }
    }
    return about_K;
  }

  /** The share of the finer path that two categories have in common, from the coarse end. */
  float family(int leaf, int other) {
    List<String> a = paths.get(leaf);
    List<String> b = paths.get(other);
    int same = 0;
    while (same < Math.min(a.size(), b.size()) && a.get(same).equals(b.get(same))) {
      same++;
    }
    return same / (float) Math.max(a.size(), b.size());
  }
}
