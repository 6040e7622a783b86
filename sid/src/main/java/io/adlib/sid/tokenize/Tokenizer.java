package io.adlib.sid.tokenize;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.assign.Suffixes;
import io.adlib.sid.health.HealthCheck;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.kmeans.Codes;
import io.adlib.sid.kmeans.KMeansSettings;
import io.adlib.sid.kmeans.ResidualKMeans;
import java.util.List;

/** Makes semantic IDs: codebooks, codes, suffixes and health. */
public final class Tokenizer {

  private Tokenizer() {}

  /**
   * Fits codebooks to items by residual k-means, bounded where the settings say so, and gives every
   * item its semantic ID. The same input, settings and seed give the same result on any number of
   * threads.
   *
   * @throws InputException for no items, vectors that are not finite, or more than C items on one
   *     path
   */
  public static Tokenized fit(
      ItemVectors items, KMeansSettings settings, Seed seed, Progress progress) {
    Codebooks books = ResidualKMeans.fit(items.vectors(), settings, seed, progress);
    short[] codes_NL =
        settings.bound() == 0
            ? Codes.nearest(books, items.vectors(), settings.threads(), progress)
            : Codes.bounded(books, items.vectors(), settings.bound(), settings.threads(), progress);
    return of(items, books, codes_NL);
  }

  /** Semantic IDs and their health, of items whose codes {@code [N, L]} are known. */
  public static Tokenized of(ItemVectors items, Codebooks books, short[] codes_NL) {
    SemanticIds ids = Suffixes.extend(none(books), items.ids(), codes_NL);
    return new Tokenized(books, ids, HealthCheck.of(items, books, ids));
  }

  private static SemanticIds none(Codebooks books) {
    return new SemanticIds(
        List.of(), books.levels() + 1, books.codesPerLevel(), new short[0], books.fingerprint());
  }

  /**
   * The semantic IDs and those of further items, with no new training. Items that are already there
   * keep theirs.
   *
   * @throws InputException when the semantic IDs are of other codebooks
   */
  public static SemanticIds extend(SemanticIds existing, Codebooks books, ItemVectors items) {
    if (!existing.tokenizer().isEmpty() && !existing.tokenizer().equals(books.fingerprint())) {
      throw new InputException(
          "the semantic IDs are of the tokenizer %s, the codebooks of %s"
              .formatted(existing.tokenizer(), books.fingerprint()),
          "use the codebooks that were made with the semantic IDs");
    }
    return Suffixes.extend(
        existing, items.ids(), Codes.nearest(books, items.vectors(), 1, Progress.SILENT));
  }
}
