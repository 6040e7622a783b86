package io.adlib.market.ledger;

import java.util.ArrayList;
import java.util.List;

/** A journal for simulations, which need not survive the process. Thread-safe. */
public final class MemoryJournal implements Journal {

  private final List<LedgerEntry> written = new ArrayList<>();

  @Override
  public synchronized void append(List<LedgerEntry> entries) {
    written.addAll(entries);
  }

  @Override
  public synchronized void replace(List<LedgerEntry> entries) {
    written.clear();
    written.addAll(entries);
  }

  /** All that was written, in order. */
  public synchronized List<LedgerEntry> entries() {
    return List.copyOf(written);
  }
}
