package io.adlib.data.artifact;

import io.adlib.core.ContentHash;
import io.adlib.core.InputException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an artifact is made of. The same key gives the same artifact, so it is made once.
 *
 * @param kind such as {@code semantic-ids}; lower-case letters, digits and hyphens
 * @param inputs the hash of each input by its name, such as {@code catalogue} → 64 digits
 * @param config the settings it is made with, as text; with the format version of the payload
 */
public record ArtifactKey(String kind, Map<String, String> inputs, String config) {

  public ArtifactKey {
    if (!kind.matches("[a-z][a-z0-9-]*")) {
      throw new InputException(
          "'" + kind + "' is no kind of artifact", "use lower-case letters, digits and hyphens");
    }
    SortedMap<String, String> sorted = new TreeMap<>(inputs);
    inputs = Collections.unmodifiableSortedMap(sorted);
  }

  /** The name of the artifact made of this: 64 hexadecimal digits. */
  public String hash() {
    var hash = new ContentHash().add("adlib-artifact-1").add(kind).add(inputs.size());
    inputs.forEach((name, value) -> hash.add(name).add(value));
    return hash.add(config).hex();
  }
}
