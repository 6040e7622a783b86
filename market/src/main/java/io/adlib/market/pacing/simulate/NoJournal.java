package io.adlib.market.pacing.simulate;

import io.adlib.market.ledger.Journal;
import io.adlib.market.ledger.LedgerEntry;
import java.util.List;

/** Keeps nothing: a simulation ends with its process. */
final class NoJournal implements Journal {

  @Override
  public void append(List<LedgerEntry> entries) {
    // nobody recovers a simulation
  }

  @Override
  public void replace(List<LedgerEntry> entries) {
    // nothing was kept
  }
}
