package io.adlib.market.eligibility;

import io.adlib.core.Campaign;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.roaringbitmap.RoaringBitmap;

/**
 * The campaigns that one dimension of targeting lets through, by the request's value. The returned
 * bitmaps are shared: never change them.
 */
final class TargetingIndex {

  private final RoaringBitmap untargeted = new RoaringBitmap();
  private final Map<String, RoaringBitmap> byValue = new HashMap<>();

  TargetingIndex(List<Campaign> campaigns, Function<Campaign, Set<String>> allowed) {
    for (int c = 0; c < campaigns.size(); c++) {
      Set<String> values = allowed.apply(campaigns.get(c));
      if (values.isEmpty()) {
        untargeted.add(c);
      }
      for (String value : values) {
        byValue.computeIfAbsent(value, _ -> new RoaringBitmap()).add(c);
      }
    }
    byValue.values().forEach(targeted -> targeted.or(untargeted));
  }

  /** Campaigns that name the value and those that name none; an unknown value meets only these. */
  RoaringBitmap allowing(String value) {
    return byValue.getOrDefault(value, untargeted);
  }
}
