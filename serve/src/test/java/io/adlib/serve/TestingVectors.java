package io.adlib.serve;

import io.adlib.core.Ad;
import io.adlib.core.EnvironmentException;
import io.adlib.core.Seed;
import io.adlib.serve.release.AdTokenizer;
import io.adlib.serve.release.AdVectors;
import io.adlib.sid.kmeans.Codebooks;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Vectors that are a hash of the ad's text, for codebooks of the small market's shape. */
public final class TestingVectors implements AdVectors {

  private static final int LEVELS = 2;
  private static final int CODES = 16;
  private static final int DIMENSION = 4;

  public final AtomicInteger encoded = new AtomicInteger();
  public final AtomicInteger loads = new AtomicInteger();
  public volatile boolean broken;

  /** These vectors with codebooks for them. */
  public AdTokenizer tokenizer() {
    return tokenizer(7);
  }

  public AdTokenizer tokenizer(long seed) {
    var random = new Seed(seed).generator();
    float[] centroids = new float[LEVELS * CODES * DIMENSION];
    for (int i = 0; i < centroids.length; i++) {
      centroids[i] = (float) random.nextGaussian();
    }
    return AdTokenizer.of(this, new Codebooks(LEVELS, CODES, DIMENSION, centroids));
  }

  @Override
  public float[] of(List<Ad> ads) {
    if (broken) {
      throw new EnvironmentException("the encoder does not load: no native", "install it");
    }
    encoded.addAndGet(ads.size());
    float[] vectors = new float[ads.size() * DIMENSION];
    for (int i = 0; i < ads.size(); i++) {
      var random = new Seed(ads.get(i).embeddableText().hashCode()).generator();
      for (int d = 0; d < DIMENSION; d++) {
        vectors[i * DIMENSION + d] = (float) random.nextGaussian();
      }
    }
    return vectors;
  }

  @Override
  public void load() {
    loads.incrementAndGet();
    if (broken) {
      throw new EnvironmentException("the encoder does not load: no native", "install it");
    }
  }
}
