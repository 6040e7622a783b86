package io.adlib.learn.reproduce;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.encode.cache.CachedEncoder;
import io.adlib.encode.cache.EmbeddingCache;
import io.adlib.encode.text.MiniLmEncoder;
import io.adlib.encode.text.MiniLmSettings;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.assign.Suffixes;
import io.adlib.sid.kmeans.KMeansSettings;
import io.adlib.sid.kmeans.ResidualKMeans;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Semantic IDs of public data: residual k-means 3×256 with a suffix, of MiniLM's vectors of the
 * texts; or, where most items have no text of their own, of vectors learnt from behaviour. An item
 * whose vector says nothing gets a random one, so that no path is crowded.
 *
 * @param ids item i is named by its number
 * @param text_ND a unit vector an item, row-major, if there are texts
 */
record ItemIds(SemanticIds ids, Optional<float[]> text_ND) {

  private static final int MAX_TOKENS = 128;

  /** A text of more items than this is no item's own: a suffix has 256 codes. */
  private static final int MOST_SHARING = 100;

  /**
   * Makes them; the same data gives the same IDs.
   *
   * @param texts one an item, blank where there is none
   * @param behaviour_ND vectors from training data, row-major, asked for if the texts do not do
   * @param work where the texts' vectors are kept
   */
  static ItemIds of(
      List<String> texts,
      Supplier<float[]> behaviour_ND,
      Path work,
      int threads,
      Progress progress,
      Seed seed) {
    boolean[] own = own(texts);
    int telling = (int) IntStream.range(0, own.length).filter(i -> own[i]).count();
    if (2 * telling < texts.size()) {
      float[] unit_ND = units(behaviour_ND.get(), texts.size(), seed);
      return new ItemIds(ids(unit_ND, texts.size(), threads, progress, seed), Optional.empty());
    }
    float[] text_ND = vectors(texts, work, threads, progress);
    float[] told_ND = text_ND.clone();
    int d = text_ND.length / texts.size();
    for (int i = 0; i < own.length; i++) {
      if (!own[i]) {
        Arrays.fill(told_ND, i * d, (i + 1) * d, 0);
      }
    }
    float[] unit_ND = units(told_ND, texts.size(), seed);
    return new ItemIds(ids(unit_ND, texts.size(), threads, progress, seed), Optional.of(told_ND));
  }

  /** Which texts say something of their item. */
  private static boolean[] own(List<String> texts) {
    Map<String, Integer> sharing = new HashMap<>();
    texts.forEach(text -> sharing.merge(text.strip(), 1, Integer::sum));
    boolean[] own = new boolean[texts.size()];
    for (int i = 0; i < own.length; i++) {
      String text = texts.get(i).strip();
      own[i] = !text.isEmpty() && sharing.getOrDefault(text, 0) <= MOST_SHARING;
    }
    return own;
  }

  /** Vectors of length 1; a row that has none gets a random direction. */
  private static float[] units(float[] vectors_ND, int n, Seed seed) {
    int d = vectors_ND.length / n;
    float[] unit_ND = vectors_ND.clone();
    for (int i = 0; i < n; i++) {
      if (length(unit_ND, i, d) < 1e-9) {
        RandomGenerator random = seed.of("unknown").of(i).generator();
        for (int j = 0; j < d; j++) {
          unit_ND[i * d + j] = (float) random.nextGaussian();
        }
      }
      double length = length(unit_ND, i, d);
      for (int j = 0; j < d; j++) {
        unit_ND[i * d + j] /= (float) length;
      }
    }
    return unit_ND;
  }

  private static double length(float[] rows_ND, int row, int d) {
    double square = 0;
    for (int j = row * d; j < (row + 1) * d; j++) {
      square += (double) rows_ND[j] * rows_ND[j];
    }
    return Math.sqrt(square);
  }

  private static SemanticIds ids(
      float[] unit_ND, int n, int threads, Progress progress, Seed seed) {
    KMeansSettings kMeans = KMeansSettings.DEFAULT.onThreads(threads);
    var books = ResidualKMeans.fit(unit_ND, n, unit_ND.length / n, kMeans, seed, progress);
    List<String> names = IntStream.range(0, n).mapToObj(Integer::toString).toList();
    return Suffixes.assign(
        names, books.encode(unit_ND, n), kMeans.levels(), kMeans.codesPerLevel());
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
