package io.adlib.app.terminal;

import io.adlib.core.AdlibException;
import io.adlib.core.BugException;
import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a verb threw into one clear line, one line on what to do, and an exit code. */
public final class Errors {

  private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

  private Errors() {}

  /** Prints the error and returns the exit code; the stack trace goes to the debug log only. */
  public static int report(Throwable thrown, PrintWriter err) {
    return report(thrown, false, err);
  }

  /**
   * The same of a verb that may have been asked to stop: what is cut off by that, or breaks because
   * the process ends, is an interruption and neither a failing disk nor a defect.
   */
  public static int report(Throwable thrown, boolean asked, PrintWriter err) {
    LOG.debug("the verb failed", thrown);
    Optional<AdlibException> known = categorised(thrown);
    boolean stopped =
        asked && (known.filter(e -> !(e instanceof BugException)).isEmpty() || isCutOff(thrown));
    AdlibException error =
        stopped ? interrupted(thrown) : known.orElseGet(() -> unexpected(thrown));
    err.println("adlib: " + oneLine(String.valueOf(error.getMessage())));
    err.println("  " + oneLine(error.remedy()));
    return error.exitCode();
  }

  private static Optional<AdlibException> categorised(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      switch (t) {
        case AdlibException known -> {
          return Optional.of(known);
        }
        case NoSuchFileException missing -> {
          return Optional.of(
              new InputException(
                  "there is no file " + missing.getFile(), "check the path", missing));
        }
        case FileSystemException refused -> {
          return Optional.of(
              new EnvironmentException(
                  "the file system refuses " + refused.getMessage(),
                  "check free space and permissions; nothing half-written is kept",
                  refused));
        }
        case InterruptedException stopped -> {
          return Optional.of(interrupted(stopped));
        }
        case CancellationException stopped -> {
          return Optional.of(interrupted(stopped));
        }
        case UnsatisfiedLinkError missing -> {
          return Optional.of(
              new EnvironmentException(
                  "a native library cannot be loaded: " + missing.getMessage(),
                  "Adlib's natives need Linux on x86-64 with glibc 2.28 or later",
                  missing));
        }
        default -> {}
      }
    }
    return Optional.empty();
  }

  private static AdlibException unexpected(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof IOException) {
        return new EnvironmentException(
            "reading or writing failed: " + t,
            "see that the files are whole and the disk has space; ADLIB_LOG=debug says where",
            thrown);
      }
    }
    return new BugException(
        "unexpected " + thrown, "please report it with the output of ADLIB_LOG=debug", thrown);
  }

  private static boolean isCutOff(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof ClosedByInterruptException || isOfTheEnd(t)) {
        return true;
      }
    }
    return false;
  }

  /** What the JVM says to a library that registers itself while the process ends. */
  private static boolean isOfTheEnd(Throwable t) {
    return t instanceof IllegalStateException && "Shutdown in progress".equals(t.getMessage());
  }

  private static EnvironmentException interrupted(Throwable cause) {
    return new EnvironmentException(
        "interrupted", "run the same command again: it finds what was finished", cause);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
