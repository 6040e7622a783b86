package io.adlib.core;

import org.jspecify.annotations.Nullable;

/** Adlib contradicts itself: please report it. */
public final class BugException extends AdlibException {

  private static final long serialVersionUID = 1;

  /** A one-line message and one line on what to do about it. */
  public BugException(String message, String remedy) {
    this(message, remedy, null);
  }

  /** The same, with the cause. */
  public BugException(String message, String remedy, @Nullable Throwable cause) {
    super(message, remedy, cause);
  }

  @Override
  public int exitCode() {
    return 70;
  }
}
