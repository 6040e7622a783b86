package io.adlib.learn.reproduce;

import io.adlib.core.Progress;
import io.adlib.encode.cache.CachedEncoder;
import io.adlib.encode.cache.EmbeddingCache;
import io.adlib.encode.text.MiniLmEncoder;
import io.adlib.encode.text.MiniLmSettings;
import io.adlib.evaluate.sequential.SequentialDataset;
import io.adlib.evaluate.sequential.SequentialItem;
import io.adlib.sid.ItemVectors;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** A dataset's items with MiniLM's vectors of their texts; item i is named by its number. */
final class TextVectors {

  private static final int MAX_TOKENS = 128;

  private TextVectors() {}

  /** Vectors are kept in the work folder. */
  static ItemVectors of(SequentialDataset data, Path work, int threads, Progress progress) {
    var settings = new MiniLmSettings(MAX_TOKENS, 1, threads);
    try (var encoder = new MiniLmEncoder(settings);
        var cache =
            EmbeddingCache.open(
                work.resolve("embeddings"), encoder.fingerprint(), encoder.dimension());
        var cached = CachedEncoder.ofTexts(encoder, cache)) {
      return new ItemVectors(
          IntStream.range(0, data.itemCount()).mapToObj(Integer::toString).toList(),
          data.items().stream().map(SequentialItem::title).toList(),
          data.items().stream().map(SequentialItem::categories).toList(),
          encoder.dimension(),
          cached.encode(data.texts(), progress));
    }
  }
}
