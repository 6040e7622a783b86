package io.adlib.market.ledger;

import java.util.List;

/**
 * Where a ledger's entries are kept, in order. A method returns when its entries are durable, or
 * throws; after a failure whose effect is in doubt the process must end and recover, because the
 * ledger in memory takes a throw to mean that nothing was written. Thread-safe.
 */
public interface Journal {

  /** Adds entries, all or none, after all that were added before. */
  void append(List<LedgerEntry> entries);

  /** Puts entries in place of everything written so far, all or none. */
  void replace(List<LedgerEntry> entries);
}
