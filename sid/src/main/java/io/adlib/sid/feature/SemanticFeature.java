package io.adlib.sid.feature;

import java.util.EnumSet;
import java.util.Set;

/** The features made of semantic IDs and what goes with them, to be left out one by one. */
public enum SemanticFeature {
  /** {@link Codes}: the ad's code at each level, and its prefixes. */
  CODES,
  /** {@link RecentCodes}: shares of what was read and clicked with the ad's prefixes. */
  RECENT_CODES,
  /** {@link LastCodes}: the first codes of the last things, with the ad's. */
  LAST_CODES,
  /** {@link LikeVectors}: likeness of quantised vectors, where there are any. */
  VECTORS,
  /** {@link Tags}: structured tags, where there are any. */
  TAGS;

  /** All of them; benchmarks/features.md says what each adds. */
  public static Set<SemanticFeature> all() {
    return EnumSet.allOf(SemanticFeature.class);
  }
}
