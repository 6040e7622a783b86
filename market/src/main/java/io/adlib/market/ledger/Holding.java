package io.adlib.market.ledger;

import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.market.ledger.LedgerEntry.Account;
import io.adlib.market.ledger.LedgerEntry.Reserved;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Holds money for ads that are about to be shown. Thread-safe. */
final class Holding {

  private final Books books;
  private final Supplier<Catalogue> catalogue;
  private final InstantSource clock;
  private final OpenChanges changes;
  private final Funding funding;
  private final Freeing freeing;

  Holding(
      Books books,
      Supplier<Catalogue> catalogue,
      InstantSource clock,
      OpenChanges changes,
      Funding funding,
      Freeing freeing) {
    this.books = books;
    this.catalogue = catalogue;
    this.clock = clock;
    this.changes = changes;
    this.funding = funding;
    this.freeing = freeing;
  }

  /** See {@link Ledger#hold}. */
  Tentative<List<Claim>> hold(List<Claim> claims) {
    changes.begin();
    List<Claim> granted = new ArrayList<>();
    List<LedgerEntry> entries = new ArrayList<>();
    List<Reservation> held = new ArrayList<>();
    try {
      for (Claim claim : claims) {
        take(claim)
            .ifPresent(
                r -> {
                  granted.add(claim);
                  held.add(r);
                  entries.add(
                      new Reserved(
                          r.id(), r.campaign(), r.day(), r.amount(), r.frees(), r.expires()));
                });
      }
    } catch (RuntimeException e) {
      held.forEach(this::giveBack);
      changes.end();
      throw e;
    }
    return changes.tentative(
        List.copyOf(granted),
        entries,
        () -> held.forEach(this::keep),
        () -> held.forEach(this::giveBack));
  }

  private Optional<Reservation> take(Claim claim) {
    Catalogue market = catalogue.get();
    int index = market.campaignIndex(claim.campaign());
    if (index < 0) {
      return Optional.empty();
    }
    Campaign campaign = market.campaigns().get(index);
    CampaignAccount account = books.account(claim.campaign());
    account.lock.lock();
    try {
      LocalDate today = account.today(clock.instant(), Funding.zone(market, campaign));
      Optional<DayAccount> day = funding.open(account, campaign, today);
      if (day.isEmpty() || !day.get().canHold(claim.amount())) {
        return Optional.empty();
      }
      var reservation =
          new Reservation(
              claim.reservation(),
              claim.campaign(),
              today,
              claim.amount(),
              claim.frees(),
              claim.expires(),
              new Reservation.Moving());
      if (books.reservations.putIfAbsent(reservation.id(), reservation) != null) {
        return Optional.empty();
      }
      day.get().move(Account.AVAILABLE, Account.HELD, claim.amount().micros());
      return Optional.of(reservation);
    } finally {
      account.lock.unlock();
    }
  }

  private void keep(Reservation reservation) {
    Reservation held = reservation.in(new Reservation.Held());
    books.reservations.put(held.id(), held);
    freeing.watch(held);
  }

  private void giveBack(Reservation reservation) {
    books.locked(
        reservation,
        day -> {
          day.move(Account.HELD, Account.AVAILABLE, reservation.amount().micros());
          books.reservations.remove(reservation.id());
        });
  }
}
