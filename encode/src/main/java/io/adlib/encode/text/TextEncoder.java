package io.adlib.encode.text;

import io.adlib.core.Progress;
import java.util.List;

/**
 * Turns texts into vectors of one length. Every vector has L2 norm 1, so that a dot product is a
 * cosine. Implementations are thread-safe.
 */
public interface TextEncoder extends AutoCloseable {

  /** D, the length of a vector. */
  int dimension();

  /**
   * Names the model and every setting that changes its vectors, for hashing: two encoders with one
   * fingerprint give the same vectors up to the encoder's stated tolerance.
   */
  String fingerprint();

  /**
   * The vectors of some texts, row-major {@code [texts, D]}, in their order. Any text has a vector,
   * the empty one too.
   *
   * @throws io.adlib.core.EnvironmentException when the machine refuses: no native, no memory
   */
  float[] encode(List<String> texts, Progress progress);

  @Override
  void close();
}
