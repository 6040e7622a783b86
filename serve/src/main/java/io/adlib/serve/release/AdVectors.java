package io.adlib.serve.release;

import io.adlib.core.Ad;
import java.util.List;

/** The encoder as far as new ads need it. Thread-safe. */
public interface AdVectors extends AutoCloseable {

  /**
   * A content vector an ad, row-major, in their order.
   *
   * @throws io.adlib.core.EnvironmentException when the machine refuses, such as for want of a
   *     native library
   */
  float[] of(List<Ad> ads);

  @Override
  default void close() {}

  /**
   * Loads what it needs, so that the first ad does not wait for it.
   *
   * @throws io.adlib.core.AdlibException as {@link #of} would
   */
  default void load() {}
}
