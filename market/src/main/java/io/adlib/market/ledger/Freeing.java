package io.adlib.market.ledger;

import io.adlib.market.ledger.LedgerEntry.Eased;
import io.adlib.market.ledger.LedgerEntry.Released;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.PriorityBlockingQueue;

/** Frees money that was held for what is not shown, or was not billed in time. Thread-safe. */
final class Freeing {

  private final Books books;
  private final InstantSource clock;
  private final Journal journal;
  private final OpenChanges changes;
  private final PriorityBlockingQueue<Reservation> expiries = new PriorityBlockingQueue<>();

  Freeing(Books books, InstantSource clock, Journal journal, OpenChanges changes) {
    this.books = books;
    this.clock = clock;
    this.journal = journal;
    this.changes = changes;
    expiries.addAll(books.reservations.values());
  }

  /** From now on the reservation is freed when its time comes. */
  void watch(Reservation held) {
    expiries.add(held);
  }

  /** See {@link Ledger#release}. */
  Tentative<Boolean> release(String reservation) {
    changes.begin();
    List<Released> freed = new ArrayList<>();
    Optional.ofNullable(books.reservations.get(reservation))
        .ifPresent(r -> leave(r, Released.Cause.WITHDRAWN).ifPresent(freed::add));
    return changes.tentative(
        !freed.isEmpty(),
        List.copyOf(freed),
        () -> freed.forEach(this::left),
        () -> freed.forEach(this::stay));
  }

  /** See {@link Ledger#expire}. */
  int expire() {
    changes.begin();
    try {
      Instant now = clock.instant();
      List<LedgerEntry> freed = new ArrayList<>();
      List<Reservation> later = new ArrayList<>();
      for (Reservation due = expiries.poll(); due != null; due = expiries.poll()) {
        if (due.due().isAfter(now)) {
          later.add(due);
          break;
        }
        if (!isOver(due, now, later)) {
          boolean ends = !due.expires().isAfter(now);
          (ends ? leave(due, Released.Cause.EXPIRED).map(LedgerEntry.class::cast) : ease(due))
              .ifPresentOrElse(freed::add, again(later, due));
        }
      }
      expiries.addAll(later);
      free(freed);
      return freed.size();
    } finally {
      changes.end();
    }
  }

  private static Runnable again(List<Reservation> later, Reservation due) {
    return () -> later.add(due);
  }

  /**
   * Drops what is over and needs no entry: gone, its id used again since, or paid or eased and
   * expired. What was paid is remembered until it expires.
   */
  private boolean isOver(Reservation due, Instant now, List<Reservation> later) {
    Reservation r = books.reservations.get(due.id());
    if (r == null || !r.expires().equals(due.expires())) {
      return true;
    }
    boolean paid = r.state() instanceof Reservation.Paid;
    if (paid && r.expires().isAfter(now)) {
      later.add(due.eased());
      return true;
    }
    if (paid) {
      return books.reservations.remove(due.id(), r);
    }
    return !due.amount().isPositive() && forgetEased(due);
  }

  private boolean forgetEased(Reservation due) {
    CampaignAccount account = books.account(due.campaign());
    account.lock.lock();
    try {
      return books.reservations.remove(due.id(), due);
    } finally {
      account.lock.unlock();
    }
  }

  private void free(List<LedgerEntry> freed) {
    boolean written = false;
    try {
      if (!freed.isEmpty()) {
        journal.append(List.copyOf(freed));
      }
      written = true;
    } finally {
      if (written) {
        freed.forEach(this::left);
      } else {
        freed.forEach(this::stay);
        freed.forEach(e -> expiries.add(books.moving(reservation(e))));
      }
    }
  }

  /** Marks a reservation as leaving, if it is held. */
  private Optional<Released> leave(Reservation seen, Released.Cause cause) {
    CampaignAccount account = books.account(seen.campaign());
    account.lock.lock();
    try {
      Reservation r = books.reservations.get(seen.id());
      if (r == null || !(r.state() instanceof Reservation.Held)) {
        return Optional.empty();
      }
      if (books.isClosed(r)) {
        books.reservations.remove(r.id());
        return Optional.empty();
      }
      books.reservations.put(r.id(), r.in(new Reservation.Moving()));
      return Optional.of(new Released(r.id(), r.campaign(), r.day(), r.amount(), cause));
    } finally {
      account.lock.unlock();
    }
  }

  /** Marks a reservation as losing its money, but not yet its ad. */
  private Optional<LedgerEntry> ease(Reservation seen) {
    return leave(seen, Released.Cause.EXPIRED)
        .map(e -> new Eased(e.reservation(), e.campaign(), e.day(), e.held()));
  }

  private static String reservation(LedgerEntry freed) {
    return switch (freed) {
      case Released e -> e.reservation();
      case Eased e -> e.reservation();
      case LedgerEntry.Funded _,
          LedgerEntry.Reserved _,
          LedgerEntry.Settled _,
          LedgerEntry.Carried _,
          LedgerEntry.Remembered _,
          LedgerEntry.Closed _ ->
          throw new IllegalArgumentException(freed + " frees nothing");
    };
  }

  private void left(LedgerEntry entry) {
    Reservation r = books.moving(reservation(entry));
    books.locked(
        r,
        day -> {
          day.apply(entry);
          if (entry instanceof Eased) {
            books.reservations.put(r.id(), r.eased());
            expiries.add(r.eased());
          } else {
            books.reservations.remove(r.id());
          }
        });
  }

  private void stay(LedgerEntry entry) {
    Reservation r = books.moving(reservation(entry));
    books.locked(r, _ -> books.reservations.put(r.id(), r.in(new Reservation.Held())));
  }
}
