package io.adlib.learn.reproduce;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.encode.cache.CachedEncoder;
import io.adlib.encode.cache.EmbeddingCache;
import io.adlib.encode.text.MiniLmEncoder;
import io.adlib.encode.text.MiniLmSettings;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.assign.Suffixes;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.kmeans.KMeansSettings;
import io.adlib.sid.kmeans.ResidualKMeans;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Semantic IDs from texts alone: MiniLM, residual k-means 3×256, disambiguation suffix. */
final class TextSemanticIds {

  private static final int MAX_TOKENS = 128;

  private TextSemanticIds() {}

  /** Item i is named by its number; vectors are kept in the work folder. */
  static SemanticIds of(List<String> texts, Path work, int threads, Progress progress, Seed seed) {
    float[] vectors_ND = vectors(texts, work, threads, progress);
    KMeansSettings kMeans = KMeansSettings.DEFAULT.onThreads(threads);
    Codebooks books =
        ResidualKMeans.fit(
            vectors_ND, texts.size(), vectors_ND.length / texts.size(), kMeans, seed, progress);
    List<String> names = IntStream.range(0, texts.size()).mapToObj(Integer::toString).toList();
    return Suffixes.assign(
        names, books.encode(vectors_ND, texts.size()), kMeans.levels(), kMeans.codesPerLevel());
  }

  /** A unit vector a text, row-major; kept in the work folder. */
  static float[] vectors(List<String> texts, Path work, int threads, Progress progress) {
    var settings = new MiniLmSettings(MAX_TOKENS, 1, threads);
    try (var encoder = new MiniLmEncoder(settings);
        var cache =
            EmbeddingCache.open(
                work.resolve("embeddings"), encoder.fingerprint(), encoder.dimension());
        var cached = CachedEncoder.ofTexts(encoder, cache)) {
      return cached.encode(texts, progress);
    }
  }
}
