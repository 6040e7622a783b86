package io.adlib.market.ledger;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A change that the ledger has made room for but that does not count yet. Write {@link #entries()}
 * durably, together with whatever else must stand or fall with them, then {@link #commit()}; or
 * {@link #abort()}. {@link #close()} aborts what was not committed, so that a failed write in a
 * try-with-resources leaves the ledger as it was. Money that the change takes is taken at once;
 * money that it frees is free only after the commit. Keep it open briefly: compaction waits for it.
 *
 * @param <T> what the change will result in
 */
public final class Tentative<T> implements AutoCloseable {

  private final T result;
  private final List<LedgerEntry> entries;
  private final Runnable onCommit;
  private final Runnable onAbort;
  private final AtomicBoolean done = new AtomicBoolean();

  Tentative(T result, List<LedgerEntry> entries, Runnable onCommit, Runnable onAbort) {
    this.result = result;
    this.entries = List.copyOf(entries);
    this.onCommit = onCommit;
    this.onAbort = onAbort;
  }

  /** What holds once committed. */
  public T result() {
    return result;
  }

  /** What to write before committing; may be empty. */
  public List<LedgerEntry> entries() {
    return entries;
  }

  /** Makes the change effective; its entries must be durable. */
  public void commit() {
    if (!done.compareAndSet(false, true)) {
      throw new IllegalStateException("committed after it was committed or aborted");
    }
    onCommit.run();
  }

  /** Takes the change back; nothing happens if it was committed or aborted. */
  public void abort() {
    if (done.compareAndSet(false, true)) {
      onAbort.run();
    }
  }

  @Override
  public void close() {
    abort();
  }
}
