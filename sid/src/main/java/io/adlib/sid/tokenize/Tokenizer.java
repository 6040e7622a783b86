package io.adlib.sid.tokenize;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.assign.Suffixes;
import io.adlib.sid.health.HealthCheck;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.kmeans.KMeansSettings;
import io.adlib.sid.kmeans.ResidualKMeans;
import java.util.List;

/** Makes semantic IDs by residual k-means: codebooks, codes, suffixes and health. */
public final class Tokenizer {

  private Tokenizer() {}

  /**
   * Fits codebooks to items and gives every one its semantic ID. The same input, settings and seed
   * give the same result on any number of threads.
   *
   * @throws io.adlib.core.InputException for no items, vectors that are not finite, or more than C
   *     items on one path
   */
  public static Tokenized fit(
      ItemVectors items, KMeansSettings settings, Seed seed, Progress progress) {
    Codebooks books =
        ResidualKMeans.fit(
            items.vectors_ND(), items.size(), items.dimension(), settings, seed, progress);
    SemanticIds none =
        new SemanticIds(List.of(), books.levels() + 1, books.codesPerLevel(), new short[0]);
    SemanticIds ids = extend(none, books, items);
    return new Tokenized(books, ids, HealthCheck.of(items, books, ids));
  }

  /**
   * The semantic IDs and those of further items, with no new training. Items that are already there
   * keep theirs.
   */
  public static SemanticIds extend(SemanticIds existing, Codebooks books, ItemVectors items) {
    return Suffixes.extend(existing, items.ids(), books.encode(items.vectors_ND(), items.size()));
  }
}
