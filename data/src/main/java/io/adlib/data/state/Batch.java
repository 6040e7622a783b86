package io.adlib.data.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Changes that are made together or not at all, in the order given. Reusable once committed only as
 * a new one; not thread-safe.
 */
public final class Batch {

  private final List<Change> changes = new ArrayList<>();
  private long bytes;

  /** A value to store under a key of a family, or, when empty, a key to delete. */
  record Change(String family, byte[] key, Optional<byte[]> value) {}

  /** Stores a value, in place of the key's old one; the arrays must not be changed afterwards. */
  public Batch put(String family, byte[] key, byte[] value) {
    changes.add(new Change(family, key, Optional.of(value)));
    bytes += key.length + value.length;
    return this;
  }

  /** Deletes a key; nothing happens if it is not there. */
  public Batch delete(String family, byte[] key) {
    changes.add(new Change(family, key, Optional.empty()));
    bytes += key.length;
    return this;
  }

  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  List<Change> changes() {
    return changes;
  }

  long bytes() {
    return bytes;
  }
}
