package io.adlib.llm.model;

import java.time.Duration;
import java.util.Optional;

/** An HTTP call that brought no usable answer; inside this package only. */
final class HttpFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What went wrong. */
  enum Kind {
    /** An answer with a status other than 2xx. */
    STATUS,
    /** Not whole within the deadline. */
    LATE,
    /** Never reached the server. */
    UNREACHED,
    /** The line broke after the request went out. */
    BROKEN
  }

  private final Kind kind;
  private final int status;
  private final transient Optional<Duration> retryAfter;

  HttpFailure(Kind kind, int status, String message, Optional<Duration> retryAfter) {
    super(message);
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
  }

  Kind kind() {
    return kind;
  }

  int status() {
    return status;
  }

  Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
