package io.adlib.core;

import org.jspecify.annotations.Nullable;

/** The machine refuses: a full disk, a port in use, a missing native library. */
public final class EnvironmentException extends AdlibException {

  private static final long serialVersionUID = 1;

  /** A one-line message and one line on what to do about it. */
  public EnvironmentException(String message, String remedy) {
    this(message, remedy, null);
  }

  /** The same, with the cause. */
  public EnvironmentException(String message, String remedy, @Nullable Throwable cause) {
    super(message, remedy, cause);
  }

  @Override
  public int exitCode() {
    return 4;
  }
}
