package io.adlib.data.state;

import io.adlib.core.AdlibException;
import io.adlib.core.CorruptException;
import io.adlib.core.EnvironmentException;
import java.util.Locale;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Says in one line what the store met, and what to do about it. */
final class StoreFailure {

  private static final String DAMAGED_REMEDY =
      "restore state/ from a backup, or move it away to begin with no user state and no spend";

  private StoreFailure() {}

  static AdlibException of(String doing, RocksDBException cause) {
    String text = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
    String lower = text.toLowerCase(Locale.ROOT);
    Status status = cause.getStatus();
    if (lower.contains("lock hold by current process") || lower.contains("while lock file")) {
      return new EnvironmentException(
          doing + " the state store failed: another process has it open",
          "end the other adlib that uses this workspace, or choose another workspace",
          cause);
    }
    if ((status != null && status.getSubCode() == Status.SubCode.NoSpace)
        || lower.contains("no space left")
        || lower.contains("disk quota exceeded")
        || lower.contains("file too large")) {
      return new EnvironmentException(
          "the disk is full: " + doing + " the state store failed",
          "free some space, then start again; all that was acknowledged is kept",
          cause);
    }
    if ((status != null && status.getCode() == Status.Code.Corruption)
        || lower.startsWith("corruption")
        || lower.contains("no such file")) {
      return new CorruptException(
          doing + " the state store failed, it is damaged: " + text, DAMAGED_REMEDY, cause);
    }
    return new EnvironmentException(
        doing + " the state store failed: " + text,
        "see that state/ is readable, writable and has space, then start again",
        cause);
  }
}
