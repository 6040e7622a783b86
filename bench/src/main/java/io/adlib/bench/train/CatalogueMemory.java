package io.adlib.bench.train;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.core.Seed;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import io.adlib.serve.release.Release;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.feature.FeatureSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What of a training stays in memory for each ad: the demo market's ads, again and again under new
 * ids and with texts of their own, as catalogue, as semantic IDs with their trie, and as what the
 * ranker's features look up. Heap in use after a collection. Argument: how many ads.
 */
public final class CatalogueMemory {

  private static final int LEVELS = 4;
  private static final int CODES = 256;

  private CatalogueMemory() {}

  /** Prints bytes an ad. */
  public static void main(String[] arguments) {
    int ads = Integer.parseInt(arguments[0]);
    Catalogue demo = DemoMarket.generate(new Seed(7), DemoScale.FULL).catalogue();
    long before = used();
    Catalogue catalogue = many(demo, ads);
    long withCatalogue = used();
    SemanticIds ids = ids(catalogue);
    Trie trie = Release.trieOfAds(catalogue, ids);
    long withIds = used();
    var features = new FeatureSet(catalogue, ids);
    long withFeatures = used();
    System.out.printf(
        Locale.ROOT,
        "%,d ads: catalogue %d bytes an ad, semantic IDs and trie %d, ranker's features %d%n",
        catalogue.ads().size(),
        (withCatalogue - before) / ads,
        (withIds - withCatalogue) / ads,
        (withFeatures - withIds) / ads);
    System.out.printf(
        Locale.ROOT, "kept: %d leaves, %d features%n", trie.leaves(), features.names().size());
  }

  private static Catalogue many(Catalogue demo, int count) {
    List<Ad> ads = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Ad ad = demo.ads().get(i % demo.ads().size());
      ads.add(
          new Ad(
              "ad-" + i,
              ad.campaign(),
              own(ad.title()),
              own(ad.description()),
              ad.category().stream().map(CatalogueMemory::own).toList(),
              own(ad.brand()),
              ad.price(),
              own(ad.image()),
              own(ad.landingPage()),
              ad.created()));
    }
    return new Catalogue(demo.advertisers(), demo.campaigns(), ads, demo.contents(), demo.rates());
  }

  /** A copy, as a text read from a file is one. */
  private static String own(String text) {
    return new String(text.toCharArray());
  }

  /** Paths all over the trie, each once: multiplying by an odd number loses nothing. */
  private static SemanticIds ids(Catalogue catalogue) {
    int count = catalogue.ads().size();
    short[] codes_NL = new short[count * LEVELS];
    for (int i = 0; i < count; i++) {
      int path = i * 0x9e3779b1;
      for (int level = 0; level < LEVELS - 1; level++) {
        codes_NL[i * LEVELS + level] = (short) (path >>> (8 * level) & (CODES - 1));
      }
    }
    return new SemanticIds(catalogue.ads().stream().map(Ad::id).toList(), LEVELS, CODES, codes_NL);
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
