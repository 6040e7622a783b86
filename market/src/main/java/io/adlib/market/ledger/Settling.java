package io.adlib.market.ledger;

import io.adlib.core.Money;
import io.adlib.market.ledger.LedgerEntry.Account;
import io.adlib.market.ledger.LedgerEntry.Settled;
import java.time.InstantSource;
import java.util.List;

/** Charges what is held, once, for its billable event. Thread-safe. */
final class Settling {

  private final Books books;
  private final InstantSource clock;
  private final OpenChanges changes;

  Settling(Books books, InstantSource clock, OpenChanges changes) {
    this.books = books;
    this.clock = clock;
    this.changes = changes;
  }

  /** See {@link Ledger#settle}. */
  Tentative<Settlement> settle(String reservation, String event, Money price) {
    changes.begin();
    try {
      return settleOpen(reservation, event, price);
    } catch (RuntimeException e) {
      changes.end();
      throw e;
    }
  }

  private Tentative<Settlement> settleOpen(String id, String event, Money price) {
    Reservation seen = books.reservations.get(id);
    if (seen == null) {
      return changes.unchanged(new Settlement.NotHeld());
    }
    CampaignAccount account = books.account(seen.campaign());
    account.lock.lock();
    try {
      Reservation r = books.reservations.get(id);
      if (r == null) {
        return changes.unchanged(new Settlement.NotHeld());
      }
      return switch (r.state()) {
        case Reservation.Moving _ -> changes.unchanged(new Settlement.InFlight());
        case Reservation.Paid paid ->
            changes.unchanged(new Settlement.AlreadySettled(paid.event(), paid.charged()));
        case Reservation.Held _ when !clock.instant().isBefore(r.expires()) ->
            changes.unchanged(new Settlement.NotHeld());
        case Reservation.Held _ when books.isClosed(r) ->
            changes.unchanged(new Settlement.NotHeld());
        case Reservation.Held _ -> charge(account.day(r.day()), r, event, price);
      };
    } finally {
      account.lock.unlock();
    }
  }

  private Tentative<Settlement> charge(DayAccount day, Reservation r, String event, Money price) {
    if (price.micros() < 0) {
      throw new IllegalArgumentException("a price of " + price);
    }
    Money left = r.amount().plus(Money.micros(day.micros(Account.AVAILABLE), day.currency()));
    Money charged = price.min(left);
    long extra = Math.max(0, charged.minus(r.amount()).micros());
    day.move(Account.AVAILABLE, Account.HELD, extra);
    books.reservations.put(r.id(), r.in(new Reservation.Moving()));
    long rest = Math.max(0, r.amount().minus(charged).micros());
    return changes.tentative(
        new Settlement.Charged(r.campaign(), charged),
        List.of(new Settled(r.id(), event, r.campaign(), r.day(), r.amount(), charged)),
        () ->
            books.locked(
                r,
                account -> {
                  account.move(Account.HELD, Account.SPENT, charged.micros());
                  account.move(Account.HELD, Account.AVAILABLE, rest);
                  books.reservations.put(r.id(), r.in(new Reservation.Paid(event, charged)));
                }),
        () ->
            books.locked(
                r,
                account -> {
                  account.move(Account.HELD, Account.AVAILABLE, extra);
                  books.reservations.put(r.id(), r);
                }));
  }
}
