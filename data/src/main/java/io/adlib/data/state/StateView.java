package io.adlib.data.state;

import java.util.Optional;

/** State to read: the store itself, or a {@link Snapshot} of it. Thread-safe. */
public interface StateView {

  /** The value of a key. */
  Optional<byte[]> get(String family, byte[] key);

  /**
   * All entries whose key begins with a prefix, in the order of their keys as unsigned bytes.
   *
   * @param prefix empty for the whole family
   */
  Scan scan(String family, byte[] prefix);

  /** The same, last key first: the newest, where keys end in a time. */
  Scan scanBackwards(String family, byte[] prefix);
}
