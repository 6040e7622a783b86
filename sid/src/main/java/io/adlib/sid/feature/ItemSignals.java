package io.adlib.sid.feature;

import io.adlib.sid.nearest.QuantisedVectors;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of items beyond the catalogue; what is absent makes no feature.
 *
 * @param vectors over the same semantic IDs
 * @param tags structured tags by the id of an ad or content, such as a language model writes them
 */
public record ItemSignals(Optional<QuantisedVectors> vectors, Map<String, List<String>> tags) {

  /** Nothing. */
  public static final ItemSignals NONE = new ItemSignals(Optional.empty(), Map.of());

  public ItemSignals {
    tags = Map.copyOf(tags);
  }
}
