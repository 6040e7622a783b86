package io.adlib.data.artifact;

import java.nio.file.Path;

/**
 * A finished folder of payload whose checksums were right when it was opened. It never changes.
 *
 * @param folder where it is
 * @param manifest what it holds
 */
public record Artifact(Path folder, Manifest manifest) {

  /** The hash that later stages name as their input; for a release, its version. */
  public String hash() {
    return manifest.name();
  }

  /** A payload file's place. */
  public Path file(String path) {
    return folder.resolve(path);
  }
}
