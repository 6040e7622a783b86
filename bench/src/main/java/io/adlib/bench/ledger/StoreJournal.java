package io.adlib.bench.ledger;

import io.adlib.data.state.Batch;
import io.adlib.data.state.DurableStore;
import io.adlib.market.ledger.Journal;
import io.adlib.market.ledger.LedgerCodec;
import io.adlib.market.ledger.LedgerEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A ledger's journal in a durable store of its own. Thread-safe. */
final class StoreJournal implements Journal {

  static final String FAMILY = "ledger";

  private final DurableStore store;
  private final AtomicLong next;

  StoreJournal(DurableStore store) {
    this.store = store;
    try (var last = store.scanBackwards(FAMILY, new byte[0])) {
      next = new AtomicLong(last.hasNext() ? ByteBuffer.wrap(last.next().key()).getLong() + 1 : 0);
    }
  }

  List<LedgerEntry> read() {
    var entries = new ArrayList<LedgerEntry>();
    try (var all = store.scan(FAMILY, new byte[0])) {
      while (all.hasNext()) {
        entries.add(LedgerCodec.decode(all.next().value()));
      }
    }
    return entries;
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
    try (var old = store.scan(FAMILY, new byte[0])) {
      while (old.hasNext()) {
        batch.delete(FAMILY, old.next().key());
      }
    }
    put(batch, entries);
    store.commit(batch);
  }

  private void put(Batch batch, List<LedgerEntry> entries) {
    long first = next.getAndAdd(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(first + i).array();
      batch.put(FAMILY, key, LedgerCodec.encode(entries.get(i)));
    }
  }
}
