package io.adlib.app.tokenize;

import io.adlib.core.Progress;
import io.adlib.encode.cache.CachedEncoder;
import io.adlib.encode.cache.EmbeddingCache;
import io.adlib.encode.text.MiniLmEncoder;
import io.adlib.encode.text.MiniLmSettings;
import io.adlib.evaluate.sequential.SequentialDataset;
import io.adlib.evaluate.sequential.SequentialItem;
import io.adlib.sid.ItemVectors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The items of a folder of sequential data, with vectors of their titles. */
final class PublicItems {

  private PublicItems() {}

  /**
   * Encodes titles, or keywords where there is no title. A category is the first three levels of an
   * item's path.
   *
   * @param cache where vectors are kept, so that a text is encoded once
   */
  static ItemVectors of(SequentialDataset data, Path cache, Progress progress) {
    List<String> titles = data.items().stream().map(PublicItems::title).toList();
    int threads = Runtime.getRuntime().availableProcessors();
    var settings = new MiniLmSettings(MiniLmSettings.DEFAULT.maxTokens(), 1, threads);
    try (var encoder = new MiniLmEncoder(settings);
        var kept = EmbeddingCache.open(cache, encoder.fingerprint(), encoder.dimension());
        var cached = CachedEncoder.ofTexts(encoder, kept)) {
      return new ItemVectors(
          IntStream.rangeClosed(1, titles.size()).mapToObj(Integer::toString).toList(),
          titles,
          data.items().stream().map(PublicItems::category).toList(),
          encoder.dimension(),
          cached.encode(titles, progress));
    }
  }

  private static String title(SequentialItem item) {
    return item.title().isBlank() ? item.keywords() : item.title();
  }

  private static String category(SequentialItem item) {
    return String.join(" > ", Arrays.stream(item.categories().split(" > ")).limit(3).toList());
  }
}
