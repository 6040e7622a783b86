package io.adlib.encode;

import io.adlib.core.Progress;
import java.util.List;

/**
 * Turns things of one kind, such as texts or pictures, into vectors of one length. Every vector has
 * L2 norm 1, so that a dot product is a cosine. Implementations are thread-safe.
 *
 * @param <T> what is encoded
 */
public interface Encoder<T> extends AutoCloseable {

  /** D, the length of a vector. */
  int dimension();

  /**
   * Names the model and every setting that changes its vectors, for hashing: two encoders with one
   * fingerprint give the same vectors up to the encoder's stated tolerance.
   */
  String fingerprint();

  /**
   * The vectors of some things, row-major {@code [things, D]}, in their order. Any text has a
   * vector, the empty one too; a picture that cannot be decoded has the zero vector.
   *
   * @throws io.adlib.core.EnvironmentException when the machine refuses: no native, no memory
   */
  float[] encode(List<T> things, Progress progress);

  @Override
  void close();
}
