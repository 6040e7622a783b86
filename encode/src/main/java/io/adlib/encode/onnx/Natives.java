package io.adlib.encode.onnx;

import java.util.Locale;

/** What to say when a native library refuses to load. */
public final class Natives {

  /** What to do about it. */
  public static final String REMEDY =
      "natives are published for Linux and macOS on arm64 and x86_64 and for Windows on x86_64, and"
          + " need a writable java.io.tmpdir and home directory";

  private Natives() {}

  /** The innermost cause in one line, with the platform. */
  public static String reason(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() instanceof Throwable inner && inner != cause) {
      cause = inner;
    }
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return "%s (%s, %s %s)"
        .formatted(
            message,
            cause.getClass().getSimpleName(),
            System.getProperty("os.name", "?"),
            System.getProperty("os.arch", "?").toLowerCase(Locale.ROOT));
  }
}
