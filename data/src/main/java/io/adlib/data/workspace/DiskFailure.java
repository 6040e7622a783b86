package io.adlib.data.workspace;

import io.adlib.core.AdlibException;
import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Says in one line why the disk refused, and what to do about it. */
public final class DiskFailure {

  private DiskFailure() {}

  /**
   * The failure as one of Adlib's: the file's own where it is damaged or no UTF-8, else the disk's.
   *
   * @param doing what was under way, such as {@code "writing"}
   * @param path the file or folder it was done to
   */
  public static AdlibException of(String doing, Path path, IOException cause) {
    if (cause instanceof CharacterCodingException) {
      return new InputException(path + " is not UTF-8 text", "save it as UTF-8", cause);
    }
    if (cause instanceof ZipException || cause instanceof EOFException) {
      return new InputException(
          path + " is damaged: " + cause.getMessage(), "copy or compress it again", cause);
    }
    if (cause instanceof ClosedByInterruptException) {
      return new EnvironmentException(
          doing + " " + path + " was interrupted",
          "run the same command again; nothing was left half-written",
          cause);
    }
    if (text(cause).equals("is a directory")) {
      return new InputException(path + " is a folder", "name a file", cause);
    }
    if (isDiskFull(cause)) {
      return new EnvironmentException(
          "the disk is full: " + doing + " " + path + " failed",
          "free some space and run again; nothing was left half-written",
          cause);
    }
    if (cause instanceof AccessDeniedException
        || text(cause).contains("permission denied")
        || text(cause).contains("read-only file system")) {
      return new EnvironmentException(
          doing + " " + path + " is not allowed",
          "give this user the right to write there, or choose another folder",
          cause);
    }
    return new EnvironmentException(
        doing + " " + path + " failed: " + oneLine(cause),
        "see that the folder exists, is writable and has space, then run again",
        cause);
  }

  /** The same, of a failure met inside a stream. */
  public static AdlibException of(String doing, Path path, UncheckedIOException cause) {
    return of(doing, path, Objects.requireNonNull(cause.getCause()));
  }

  /** Whether the cause, or its cause, is a disk or a quota that is full. */
  public static boolean isDiskFull(@Nullable Throwable cause) {
    for (Throwable c = cause; c != null; c = c.getCause()) {
      String text = text(c);
      if (text.contains("no space left")
          || text.contains("disk quota exceeded")
          || text.contains("file too large")
          || text.contains("not enough space on the disk")) {
        return true;
      }
    }
    return false;
  }

  private static String text(Throwable cause) {
    return String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
  }

  private static String oneLine(Throwable cause) {
    if (cause instanceof NoSuchFileException missing) {
      return "there is no " + missing.getFile();
    }
    if (cause instanceof FileAlreadyExistsException there) {
      return there.getFile() + " is in the way";
    }
    if (cause instanceof FileSystemException refused && refused.getReason() != null) {
      return refused.getReason();
    }
    String message = cause.getMessage();
    return (cause.getClass().getSimpleName() + (message == null ? "" : " " + message))
        .replaceAll("\\s+", " ");
  }
}
