package io.adlib.core;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong, by who can mend it. Every message is one clear line, and every category but
 * {@link BugException} carries one line on what to do about it. The command line prints both and
 * exits with {@link #exitCode()}.
 */
public abstract sealed class AdlibException extends RuntimeException
    permits InputException, CorruptException, EnvironmentException, BugException {

  private static final long serialVersionUID = 1;
  private final String remedy;

  AdlibException(String message, String remedy, @Nullable Throwable cause) {
    super(message, cause);
    this.remedy = remedy;
  }

  /** One line that says what to do about it. */
  public String remedy() {
    return remedy;
  }

  /** The process's exit code for this category; never 0. */
  public abstract int exitCode();
}
