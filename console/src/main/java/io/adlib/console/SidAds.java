package io.adlib.console;

import java.util.List;

/**
 * The ads below a prefix.
 *
 * @param total how many there are
 * @param ads the first of them, in order of path
 */
public record SidAds(String path, String words, double purity, int total, List<Entry> ads) {
  public SidAds {
    ads = List.copyOf(ads);
  }

  /** One ad. */
  public record Entry(String id, String title, String brand, String category, String path) {}
}
