package io.adlib.data.artifact;

import java.io.IOException;
import java.nio.file.Path;

/** Makes the payload of an artifact. */
@FunctionalInterface
public interface PayloadWriter {
  /**
   * Writes files into {@code payload}, which begins empty each time and becomes the artifact.
   *
   * @param payload where to write; given up if this throws or the process dies
   * @param scratch for checkpoints: what an interrupted run of the same key left there is still
   *     there; deleted once the artifact is finished
   */
  void write(Path payload, Path scratch) throws IOException;
}
