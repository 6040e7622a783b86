package io.adlib.serve.bundle;

import io.adlib.core.Ad;
import io.adlib.core.Progress;
import io.adlib.encode.text.MiniLmEncoder;
import io.adlib.encode.text.MiniLmSettings;
import io.adlib.serve.ad.AdVectors;
import java.util.List;
import java.util.Optional;

/**
 * The text encoder of the pipeline, in the server: loaded when the first ad comes, one text a model
 * call, so that an ad's vector is what it would have been with all others. Thread-safe.
 */
public final class TextVectors implements AdVectors, AutoCloseable {

  /** What {@code encode.model} of adlib.yaml calls it. */
  public static final String ENCODER = "minilm";

  private Optional<MiniLmEncoder> encoder = Optional.empty();

  @Override
  public String encoder() {
    return ENCODER;
  }

  @Override
  public float[] of(List<Ad> ads) {
    return loaded().encode(ads.stream().map(Ad::embeddableText).toList(), Progress.SILENT);
  }

  private synchronized MiniLmEncoder loaded() {
    if (encoder.isEmpty()) {
      encoder = Optional.of(new MiniLmEncoder(MiniLmSettings.DEFAULT));
    }
    return encoder.get();
  }

  @Override
  public synchronized void close() {
    encoder.ifPresent(MiniLmEncoder::close);
    encoder = Optional.empty();
  }
}
