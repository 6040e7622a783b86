package io.adlib.data.state;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Entries of one prefix as they were when the scan began. Must be closed; the store cannot close
 * before it. Not thread-safe.
 */
public final class Scan implements Iterator<Entry>, AutoCloseable {

  private final RocksIterator iterator;
  private final byte[] prefix;
  private final boolean backwards;
  private final Runnable release;
  private boolean closed;

  Scan(RocksIterator iterator, byte[] prefix, boolean backwards, Runnable release) {
    this.iterator = iterator;
    this.prefix = prefix;
    this.backwards = backwards;
    this.release = release;
    if (backwards) {
      seekToLast();
    } else {
      iterator.seek(prefix);
    }
  }

  /** The last key of a prefix is the one before the first key past it. */
  private void seekToLast() {
    byte[] past = prefix.clone();
    int last = past.length - 1;
    while (last >= 0 && past[last] == (byte) 0xff) {
      last--;
    }
    if (last < 0) {
      iterator.seekToLast();
      return;
    }
    past[last]++;
    past = Arrays.copyOf(past, last + 1);
    iterator.seekForPrev(past);
    if (iterator.isValid() && Arrays.equals(iterator.key(), past)) {
      iterator.prev();
    }
  }

  @Override
  public boolean hasNext() {
    if (closed) {
      return false;
    }
    if (!iterator.isValid()) {
      check();
      return false;
    }
    byte[] key = iterator.key();
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  @Override
  public Entry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    var entry = new Entry(iterator.key(), iterator.value());
    if (backwards) {
      iterator.prev();
    } else {
      iterator.next();
    }
    return entry;
  }

  private void check() {
    try {
      iterator.status();
    } catch (RocksDBException e) {
      throw StoreFailure.of("reading", e);
    }
  }

  /** Frees the scan; closing twice does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      iterator.close();
      release.run();
    }
  }
}
