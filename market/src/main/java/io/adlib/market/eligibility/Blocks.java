package io.adlib.market.eligibility;

import java.util.Set;

/**
 * What a publisher will not show (OpenRTB {@code bcat}, {@code badv}).
 *
 * @param categories names of categories; an ad is blocked when one stands anywhere on its path, or
 *     an IAB category above one; {@link BrandSafety#ALL} blocks every ad
 * @param advertisers ids of advertisers
 */
public record Blocks(Set<String> categories, Set<String> advertisers) {

  /** Nothing is blocked. */
  public static final Blocks NONE = new Blocks(Set.of(), Set.of());

  public Blocks {
    categories = Set.copyOf(categories);
    advertisers = Set.copyOf(advertisers);
  }
}
