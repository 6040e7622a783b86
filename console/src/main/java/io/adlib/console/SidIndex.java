package io.adlib.console;

import io.adlib.core.Ad;
import io.adlib.serve.release.Release;
import io.adlib.sid.Trie;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The semantic IDs of a release in words. Immutable and thread-safe. */
final class SidIndex {

  /** Nodes of one level that a page can draw. */
  private static final int DRAWN = 6_000;

  private static final int LISTED = 200;

  private final Release release;
  private final Trie trie;
  private final SidNode tree;
  private final TitleWords titles;

  SidIndex(Release release) {
    this.release = release;
    trie = release.trie();
    int levels = Math.min(3, trie.depth());
    while (levels > 1 && trie.nodes(levels) > DRAWN) {
      levels--;
    }
    tree = node(0, 0, "", levels);
    titles = new TitleWords(IntStream.range(0, trie.leaves()).mapToObj(this::title).toList());
  }

  Release release() {
    return release;
  }

  SidNode tree() {
    return tree;
  }

  private String path(int leaf) {
    return release.ids().path(trie.item(leaf));
  }

  /** An ad's path; empty if it has none. */
  String path(String ad) {
    int item = release.ids().indexOf(ad);
    return item < 0 ? "" : release.ids().path(item);
  }

  /** What most ads below a prefix are about; the ad's title at a leaf. */
  String words(List<Integer> codes) {
    int node = find(codes);
    if (node < 0) {
      return "";
    }
    int first = trie.firstLeaf(codes.size(), node);
    return codes.size() == trie.depth()
        ? ad(first).map(Ad::title).orElse("")
        : theme(codes.size(), node).words;
  }

  private String title(int leaf) {
    return ad(leaf).map(Ad::title).orElse("");
  }

  /**
   * Words that titles below a prefix have more often than others, the most telling first; none at a
   * leaf, whose title says all.
   */
  List<String> near(List<Integer> codes) {
    int node = find(codes);
    int level = codes.size();
    return node < 0 || level == trie.depth()
        ? List.of()
        : titles.telling(trie.firstLeaf(level, node), trie.firstLeaf(level, node + 1));
  }

  Optional<SidAds> under(String path) {
    List<Integer> codes = new ArrayList<>();
    try {
      for (String code : path.isEmpty() ? new String[0] : path.split("-", -1)) {
        codes.add(Integer.parseInt(code));
      }
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
    int node = codes.size() > trie.depth() ? -1 : find(codes);
    if (node < 0) {
      return Optional.empty();
    }
    int level = codes.size();
    int first = trie.firstLeaf(level, node);
    int end = trie.firstLeaf(level, node + 1);
    List<SidAds.Entry> ads = new ArrayList<>();
    for (int leaf = first; leaf < Math.min(end, first + LISTED); leaf++) {
      String where = path(leaf);
      ad(leaf)
          .ifPresent(
              ad ->
                  ads.add(new SidAds.Entry(ad.id(), ad.title(), ad.brand(), category(ad), where)));
    }
    Theme theme = theme(level, node);
    return Optional.of(new SidAds(path, theme.words, theme.purity, end - first, ads));
  }

  private int find(List<Integer> codes) {
    int node = 0;
    for (int level = 0; level < codes.size(); level++) {
      int child = trie.firstChild(level, node);
      int end = trie.firstChild(level, node + 1);
      while (child < end && trie.code(level + 1, child) != codes.get(level)) {
        child++;
      }
      if (child == end) {
        return -1;
      }
      node = child;
    }
    return node;
  }

  private SidNode node(int level, int node, String path, int levels) {
    List<SidNode> children = new ArrayList<>();
    if (level < levels) {
      for (int c = trie.firstChild(level, node); c < trie.firstChild(level, node + 1); c++) {
        int code = trie.code(level + 1, c);
        children.add(node(level + 1, c, path.isEmpty() ? "" + code : path + "-" + code, levels));
      }
    }
    Theme theme = theme(level, node);
    int total = trie.firstLeaf(level, node + 1) - trie.firstLeaf(level, node);
    return new SidNode(path, theme.words, theme.purity, total, children);
  }

  private record Theme(String words, double purity) {}

  /** The most frequent category below a node, coarser near the root, with the share that has it. */
  private Theme theme(int level, int node) {
    if (level == 0) {
      return new Theme("all ads", 1);
    }
    Map<String, Integer> votes = new HashMap<>();
    int all = 0;
    int end = trie.firstLeaf(level, node + 1);
    for (int leaf = trie.firstLeaf(level, node); leaf < end; leaf++, all++) {
      ad(leaf).ifPresent(ad -> votes.merge(theme(ad, level), 1, Integer::sum));
    }
    int total = all;
    return votes.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(most -> new Theme(most.getKey(), most.getValue() / (double) total))
        .orElse(new Theme("–", 0));
  }

  private static String theme(Ad ad, int level) {
    if (ad.category().isEmpty()) {
      return ad.brand().isEmpty() ? "–" : ad.brand();
    }
    return ad.category().get(Math.min(level, ad.category().size()) - 1);
  }

  private Optional<Ad> ad(int leaf) {
    int ad = release.leaves().ad(leaf);
    return ad < 0 ? Optional.empty() : Optional.of(release.catalogue().ads().get(ad));
  }

  static String category(Ad ad) {
    return String.join(" › ", ad.category());
  }
}
