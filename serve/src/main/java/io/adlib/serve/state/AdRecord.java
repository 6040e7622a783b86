package io.adlib.serve.state;

import io.adlib.core.Ad;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An ad that was posted or withdrawn while serving.
 *
 * @param ad all of it
 * @param tokenizer the fingerprint of what gave it its codes
 * @param path its semantic ID, the suffix included
 * @param posted when it came, or was last posted again
 * @param withdrawn when it went, if it did
 */
public record AdRecord(
    Ad ad, String tokenizer, List<Integer> path, Instant posted, Optional<Instant> withdrawn) {
  public AdRecord {
    path = List.copyOf(path);
  }

  /** The same, withdrawn. */
  public AdRecord withdrawnAt(Instant moment) {
    return new AdRecord(ad, tokenizer, path, posted, Optional.of(moment));
  }
}
