package io.adlib.encode.cache;

import io.adlib.core.Progress;
import io.adlib.encode.Encoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * An encoder that asks another one only for things it has not seen. Every {@value #CHUNK} new
 * vectors are durable before the next are encoded, so that stopped work goes on where it was.
 * Thread-safe.
 *
 * @param <T> what is encoded
 */
public final class CachedEncoder<T> implements Encoder<T> {

  static final int CHUNK = 2048;

  private final Encoder<T> encoder;
  private final EmbeddingCache cache;
  private final String name;
  private final Function<T, String> content;

  /**
   * Takes over encoder and cache; closing this closes them.
   *
   * @param name what is encoded, for people, such as {@code texts}
   * @param content of a thing: what has the same content has the same vector
   */
  public CachedEncoder(
      Encoder<T> encoder, EmbeddingCache cache, String name, Function<T, String> content) {
    this.encoder = encoder;
    this.cache = cache;
    this.name = name;
    this.content = content;
  }

  /** A cached encoder of texts. */
  public static CachedEncoder<String> ofTexts(Encoder<String> encoder, EmbeddingCache cache) {
    return new CachedEncoder<>(encoder, cache, "texts", Function.identity());
  }

  @Override
  public int dimension() {
    return encoder.dimension();
  }

  @Override
  public String fingerprint() {
    return encoder.fingerprint();
  }

  @Override
  public float[] encode(List<T> things, Progress progress) {
    List<ContentKey> keys = things.stream().map(thing -> cache.key(content.apply(thing))).toList();
    Map<ContentKey, T> missing = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      if (!cache.has(keys.get(i))) {
        missing.put(keys.get(i), things.get(i));
      }
    }
    if (!missing.isEmpty()) {
      fill(new ArrayList<>(missing.keySet()), new ArrayList<>(missing.values()), progress);
    }
    float[] out_ND = new float[Math.multiplyExact(things.size(), dimension())];
    for (int i = 0; i < keys.size(); i++) {
      cache.read(keys.get(i), out_ND, i * dimension());
    }
    return out_ND;
  }

  private void fill(List<ContentKey> keys, List<T> things, Progress progress) {
    try (Progress.Task task = progress.start("encode " + name, things.size())) {
      Progress inner = (_, _) -> new Forward(task);
      for (int from = 0; from < things.size(); from += CHUNK) {
        int to = Math.min(from + CHUNK, things.size());
        cache.append(keys.subList(from, to), encoder.encode(things.subList(from, to), inner));
      }
    }
  }

  /** Passes a chunk's progress on to the whole work's bar, which stays open. */
  private record Forward(Progress.Task whole) implements Progress.Task {
    @Override
    public void advance(long steps) {
      whole.advance(steps);
    }

    @Override
    public void note(String text) {
      whole.note(text);
    }

    @Override
    public void close() {}
  }

  @Override
  public void close() {
    cache.close();
    encoder.close();
  }
}
