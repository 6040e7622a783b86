package io.adlib.serve.access;

import io.adlib.core.AdlibException;
import io.adlib.data.access.ApiKey;
import io.adlib.data.access.ApiKeys;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a workspace as they are now: the file is looked at once a second, and read again when
 * it changed. While it cannot be read, the keys of before hold. Thread-safe.
 */
public final class KeyRing {

  private static final Logger log = LoggerFactory.getLogger(KeyRing.class);
  private static final long PERIOD = Duration.ofSeconds(1).toNanos();

  private final ApiKeys file;
  private final LongSupplier ticker;
  private volatile Read read;
  private volatile long lookedAt;

  private record Read(Optional<FileTime> changed, Map<String, ApiKey> byId) {}

  /**
   * Reads the keys.
   *
   * @param ticker nanoseconds of a clock that never goes back
   * @throws AdlibException if they cannot be read
   */
  public KeyRing(ApiKeys file, LongSupplier ticker) {
    this.file = file;
    this.ticker = ticker;
    read = read();
    lookedAt = ticker.getAsLong();
  }

  private Read read() {
    Optional<FileTime> changed = file.changed();
    return new Read(
        changed,
        file.all().stream()
            .filter(key -> key.revoked().isEmpty())
            .collect(Collectors.toMap(ApiKey::id, Function.identity())));
  }

  /** Whether any key holds. */
  public boolean isEmpty() {
    return now().isEmpty();
  }

  /** The key that a text is, if it holds. */
  Optional<ApiKey> find(String text) {
    return Optional.ofNullable(now().get(ApiKey.idOf(text))).filter(key -> key.is(text));
  }

  private Map<String, ApiKey> now() {
    long moment = ticker.getAsLong();
    if (moment - lookedAt > PERIOD) {
      lookedAt = moment;
      try {
        if (!file.changed().equals(read.changed)) {
          read = read();
        }
      } catch (AdlibException e) {
        log.error("the keys of before hold: {}", e.getMessage());
      }
    }
    return read.byId;
  }
}
