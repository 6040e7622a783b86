package io.adlib.serve.state;

import io.adlib.data.state.Batch;
import io.adlib.market.ledger.Journal;
import io.adlib.market.ledger.LedgerCodec;
import io.adlib.market.ledger.LedgerEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The ledger's entries in the state store, numbered in order. An entry that depends on another is
 * numbered after the other is durable, because the ledger lets nobody build on what is not.
 * Thread-safe.
 */
final class LedgerJournal implements Journal {

  private final StateStore store;
  private final AtomicLong next;

  LedgerJournal(StateStore store) {
    this.store = store;
    try (var last = store.scanBackwards(Family.LEDGER, new byte[0])) {
      next = new AtomicLong(last.hasNext() ? number(last.next().key()) + 1 : 0);
    }
  }

  /** All entries, in order. */
  List<LedgerEntry> read() {
    var entries = new ArrayList<LedgerEntry>();
    try (var all = store.scan(Family.LEDGER, new byte[0])) {
      while (all.hasNext()) {
        entries.add(LedgerCodec.decode(all.next().value()));
      }
    }
    return entries;
  }

  /** Adds entries to a batch that holds more than them. */
  void put(Batch batch, List<LedgerEntry> entries) {
    long first = next.getAndAdd(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      batch.put(Family.LEDGER, key(first + i), LedgerCodec.encode(entries.get(i)));
    }
  }

  @Override
  public void append(List<LedgerEntry> entries) {
    var batch = new Batch();
    put(batch, entries);
    store.commit(batch);
  }

  @Override
  public void replace(List<LedgerEntry> entries) {
    var batch = new Batch();
    try (var old = store.scan(Family.LEDGER, new byte[0])) {
      while (old.hasNext()) {
        batch.delete(Family.LEDGER, old.next().key());
      }
    }
    put(batch, entries);
    store.commit(batch);
  }

  private static byte[] key(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  private static long number(byte[] key) {
    return ByteBuffer.wrap(key).getLong();
  }
}
