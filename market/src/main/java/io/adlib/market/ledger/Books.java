package io.adlib.market.ledger;

import io.adlib.core.BugException;
import io.adlib.core.CorruptException;
import io.adlib.core.Money;
import io.adlib.market.ledger.LedgerEntry.Account;
import io.adlib.market.ledger.LedgerEntry.Carried;
import io.adlib.market.ledger.LedgerEntry.Closed;
import io.adlib.market.ledger.LedgerEntry.Eased;
import io.adlib.market.ledger.LedgerEntry.Funded;
import io.adlib.market.ledger.LedgerEntry.Released;
import io.adlib.market.ledger.LedgerEntry.Remembered;
import io.adlib.market.ledger.LedgerEntry.Reserved;
import io.adlib.market.ledger.LedgerEntry.Settled;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** All accounts and reservations: what the journal adds up to. */
final class Books {

  final ConcurrentHashMap<String, CampaignAccount> accounts = new ConcurrentHashMap<>();
  final ConcurrentHashMap<String, Reservation> reservations = new ConcurrentHashMap<>();

  CampaignAccount account(String campaign) {
    return accounts.computeIfAbsent(campaign, _ -> new CampaignAccount());
  }

  /**
   * Applies an entry of the journal. The id of a reservation that was paid or eased may come again:
   * its memory had ended, which is not written. An entry about a reservation that an earlier one
   * already moved on changes nothing, so a hold or a charge that was written twice counts once. Not
   * for live changes: takes no lock.
   *
   * @throws CorruptException if the entry does not follow from those before it
   */
  void replay(LedgerEntry entry) {
    switch (entry) {
      case Funded e -> day(e.campaign(), e.day(), e.change().currency()).apply(e);
      case Carried e -> day(e.campaign(), e.day(), e.funded().currency()).apply(e);
      case Closed e -> account(e.campaign()).close(e.through());
      case Remembered e ->
          put(
              new Reservation(
                  e.reservation(),
                  e.campaign(),
                  LocalDate.EPOCH,
                  e.charged(),
                  e.expires(),
                  e.expires(),
                  new Reservation.Paid(e.event(), e.charged())));
      case Reserved e -> {
        Reservation before = reservations.get(e.reservation());
        if (before == null || isOver(before, e)) {
          existing(e.campaign(), e.day(), e).apply(e);
          put(
              new Reservation(
                  e.reservation(),
                  e.campaign(),
                  e.day(),
                  e.amount(),
                  e.frees(),
                  e.expires(),
                  new Reservation.Held()));
        }
      }
      case Settled e -> {
        Reservation held = known(e.reservation(), e);
        if (held.state() instanceof Reservation.Held) {
          existing(e.campaign(), e.day(), e).apply(e);
          put(held.in(new Reservation.Paid(e.event(), e.charged())));
        }
      }
      case Eased e -> {
        Reservation held = reservations.get(e.reservation());
        if (held != null
            && held.state() instanceof Reservation.Held
            && held.amount().isPositive()) {
          existing(e.campaign(), e.day(), e).apply(e);
          put(held.eased());
        }
      }
      case Released e -> {
        Reservation held = reservations.get(e.reservation());
        if (held != null && held.state() instanceof Reservation.Held) {
          existing(e.campaign(), e.day(), e).apply(e);
          reservations.remove(e.reservation());
        }
      }
    }
  }

  /**
   * Whether a reservation's end was not written: it was paid, or free of money, and its id is new.
   */
  private static boolean isOver(Reservation before, Reserved next) {
    return !(before.state() instanceof Reservation.Held)
        || (!before.amount().isPositive() && !before.expires().equals(next.expires()));
  }

  /** Changes the day that a reservation is of, under its campaign's lock. */
  void locked(Reservation reservation, Consumer<DayAccount> change) {
    CampaignAccount account = account(reservation.campaign());
    account.lock.lock();
    try {
      change.accept(account.day(reservation.day()));
    } finally {
      account.lock.unlock();
    }
  }

  /** A reservation that the caller marked as moving, so that it cannot have gone. */
  Reservation moving(String id) {
    Reservation reservation = reservations.get(id);
    if (reservation == null) {
      throw new BugException("reservation " + id + " vanished while it moved", "report this");
    }
    return reservation;
  }

  /** Whether its day is forgotten, which ends what holds no money. */
  boolean isClosed(Reservation r) {
    return !account(r.campaign()).days.containsKey(r.day());
  }

  private void put(Reservation reservation) {
    reservations.put(reservation.id(), reservation);
  }

  private DayAccount day(String campaign, LocalDate day, String currency) {
    return account(campaign)
        .days
        .computeIfAbsent(day, _ -> new DayAccount(campaign, day, currency));
  }

  private DayAccount existing(String campaign, LocalDate day, LedgerEntry entry) {
    DayAccount account = account(campaign).days.get(day);
    if (account == null) {
      throw incomplete(entry);
    }
    return account;
  }

  private Reservation known(String id, LedgerEntry entry) {
    Reservation reservation = reservations.get(id);
    if (reservation == null) {
      throw incomplete(entry);
    }
    return reservation;
  }

  private static CorruptException incomplete(LedgerEntry entry) {
    return new CorruptException(
        "the ledger's journal has " + entry + " without what must come before it",
        "restore the ledger from a backup");
  }

  /**
   * The fewest entries that lead to these books, in one order for equal books. The caller sees to
   * it that nothing moves meanwhile.
   */
  List<LedgerEntry> snapshot() {
    List<LedgerEntry> entries = new ArrayList<>();
    new TreeMap<>(accounts)
        .forEach(
            (campaign, account) -> {
              if (!account.closedThrough.equals(LocalDate.MIN)) {
                entries.add(new Closed(campaign, account.closedThrough));
              }
              account.days.forEach(
                  (day, a) ->
                      entries.add(
                          new Carried(
                              campaign,
                              day,
                              Money.micros(a.funded(), a.currency()),
                              Money.micros(a.micros(Account.SPENT), a.currency()))));
            });
    for (Reservation r : new TreeMap<>(reservations).values()) {
      switch (r.state()) {
        case Reservation.Held _ when isClosed(r) -> {}
        case Reservation.Held _ ->
            entries.add(
                new Reserved(r.id(), r.campaign(), r.day(), r.amount(), r.frees(), r.expires()));
        case Reservation.Paid paid ->
            entries.add(
                new Remembered(r.id(), paid.event(), r.campaign(), paid.charged(), r.expires()));
        case Reservation.Moving _ -> throw new IllegalStateException(r + " while compacting");
      }
    }
    return entries;
  }
}
