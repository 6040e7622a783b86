package io.adlib.sid.feature;

import io.adlib.sid.nearest.QuantisedVectors;
import io.adlib.sid.relevance.RelevanceModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of items beyond the catalogue; what is absent makes no feature.
 *
 * @param vectors over the same semantic IDs
 * @param tags structured tags by the id of an ad or content, such as a language model writes them
 * @param relevance grades how well ads answer a query
 */
public record ItemSignals(
    Optional<QuantisedVectors> vectors,
    Map<String, List<String>> tags,
    Optional<RelevanceModel> relevance) {

  /** Nothing. */
  public static final ItemSignals NONE = new ItemSignals(Optional.empty(), Map.of());

  /** Without a relevance model. */
  public ItemSignals(Optional<QuantisedVectors> vectors, Map<String, List<String>> tags) {
    this(vectors, tags, Optional.empty());
  }

  public ItemSignals {
    tags = Map.copyOf(tags);
  }
}
