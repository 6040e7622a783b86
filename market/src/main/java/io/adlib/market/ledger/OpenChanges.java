package io.adlib.market.ledger;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The changes that are under way, each from {@link #begin} to the end of its {@link Tentative}, and
 * the stillness between them that compaction needs. Thread-safe.
 */
final class OpenChanges {

  private static final int PERMITS = 1 << 20;

  private final Journal journal;

  /** One permit for each open change; compaction takes them all. */
  private final Semaphore open = new Semaphore(PERMITS, true);

  OpenChanges(Journal journal) {
    this.journal = journal;
  }

  /** A change begins; it ends by {@link #end} or with the tentative made of it. */
  void begin() {
    open.acquireUninterruptibly();
  }

  void end() {
    open.release();
  }

  <T> Tentative<T> unchanged(T result) {
    return tentative(result, List.of(), () -> {}, () -> {});
  }

  <T> Tentative<T> tentative(
      T result, List<? extends LedgerEntry> entries, Runnable commit, Runnable abort) {
    return new Tentative<>(result, List.copyOf(entries), () -> ending(commit), () -> ending(abort));
  }

  private void ending(Runnable change) {
    try {
      change.run();
    } finally {
      end();
    }
  }

  /** Writes a change and commits it. */
  <T> T write(Tentative<T> change) {
    try (change) {
      if (!change.entries().isEmpty()) {
        journal.append(change.entries());
      }
      change.commit();
      return change.result();
    }
  }

  /** Works while no change is open, and keeps new ones waiting; false if it did not come to it. */
  boolean whileStill(Duration patience, Runnable work) throws InterruptedException {
    if (!open.tryAcquire(PERMITS, patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return false;
    }
    try {
      work.run();
      return true;
    } finally {
      open.release(PERMITS);
    }
  }
}
