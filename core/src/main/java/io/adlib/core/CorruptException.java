package io.adlib.core;

import org.jspecify.annotations.Nullable;

/**
 * Something Adlib wrote earlier no longer reads back as written: a checksum or a format differs.
 */
public final class CorruptException extends AdlibException {

  private static final long serialVersionUID = 1;

  /** A one-line message and one line on what to do about it. */
  public CorruptException(String message, String remedy) {
    this(message, remedy, null);
  }

  /** The same, with the cause. */
  public CorruptException(String message, String remedy, @Nullable Throwable cause) {
    super(message, remedy, cause);
  }

  @Override
  public int exitCode() {
    return 3;
  }
}
