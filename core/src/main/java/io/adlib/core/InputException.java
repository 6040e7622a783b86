package io.adlib.core;

import org.jspecify.annotations.Nullable;

/** What the user gave is wrong: a file, a row, an option, a configuration key, a request. */
public final class InputException extends AdlibException {

  private static final long serialVersionUID = 1;

  /** A one-line message and one line on what to do about it. */
  public InputException(String message, String remedy) {
    this(message, remedy, null);
  }

  /** The same, with the cause. */
  public InputException(String message, String remedy, @Nullable Throwable cause) {
    super(message, remedy, cause);
  }

  @Override
  public int exitCode() {
    return 2;
  }
}
