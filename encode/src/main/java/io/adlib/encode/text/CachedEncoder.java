package io.adlib.encode.text;

import io.adlib.core.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An encoder that asks another one only for texts it has not seen. Every {@value #CHUNK} new
 * vectors are durable before the next are encoded, so that stopped work goes on where it was.
 * Thread-safe.
 */
public final class CachedEncoder implements TextEncoder {

  static final int CHUNK = 2048;

  private final TextEncoder encoder;
  private final EmbeddingCache cache;

  /** Takes over both; closing this closes them. */
  public CachedEncoder(TextEncoder encoder, EmbeddingCache cache) {
    this.encoder = encoder;
    this.cache = cache;
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
  public float[] encode(List<String> texts, Progress progress) {
    List<TextKey> keys = texts.stream().map(cache::key).toList();
    Map<TextKey, String> missing = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      if (!cache.has(keys.get(i))) {
        missing.put(keys.get(i), texts.get(i));
      }
    }
    if (!missing.isEmpty()) {
      fill(new ArrayList<>(missing.keySet()), new ArrayList<>(missing.values()), progress);
    }
    float[] out_ND = new float[Math.multiplyExact(texts.size(), dimension())];
    for (int i = 0; i < keys.size(); i++) {
      cache.read(keys.get(i), out_ND, i * dimension());
    }
    return out_ND;
  }

  private void fill(List<TextKey> keys, List<String> texts, Progress progress) {
    try (Progress.Task task = progress.start("encode texts", texts.size())) {
      Progress inner = (_, _) -> new Forward(task);
      for (int from = 0; from < texts.size(); from += CHUNK) {
        int to = Math.min(from + CHUNK, texts.size());
        cache.append(keys.subList(from, to), encoder.encode(texts.subList(from, to), inner));
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
