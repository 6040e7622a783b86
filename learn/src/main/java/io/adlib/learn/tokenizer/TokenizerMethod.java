package io.adlib.learn.tokenizer;

import io.adlib.core.InputException;
import java.util.Arrays;
import java.util.List;

/** The tokenizers that there are (METHODS: semantic IDs). */
public enum TokenizerMethod {
  /** k-means on residuals, level after level. */
  RQ_KMEANS("rq-kmeans", "RQ-KMeans"),
  /** The same with an upper bound on clusters. */
  BALANCED("rq-kmeans-balanced", "balanced RQ-KMeans"),
  /** Encoder, residual quantisers and decoder, trained together. */
  RQ_VAE("rq-vae", "RQ-VAE"),
  /** Trained from the solution of residual k-means on, with a residual encoder. */
  RQ_KMEANS_PLUS("rq-kmeans+", "RQ-KMeans+");

  private final String key;
  private final String title;

  TokenizerMethod(String key, String title) {
    this.key = key;
    this.title = title;
  }

  /** As configuration and reports for programs name it. */
  public String key() {
    return key;
  }

  /** As people read it. */
  public String title() {
    return title;
  }

  /** All keys. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(TokenizerMethod::key).toList();
  }

  /**
   * The one of a key.
   *
   * @throws InputException when there is none
   */
  public static TokenizerMethod of(String key) {
    return Arrays.stream(values())
        .filter(method -> method.key.equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "there is no tokenizer '" + key + "'",
                    "choose among " + String.join(", ", keys())));
  }
}
