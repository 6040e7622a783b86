package io.adlib.market.ledger;

import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Money;
import io.adlib.market.auction.Billing;
import io.adlib.market.ledger.LedgerEntry.Account;
import io.adlib.market.ledger.LedgerEntry.Eased;
import io.adlib.market.ledger.LedgerEntry.Released;
import io.adlib.market.ledger.LedgerEntry.Reserved;
import io.adlib.market.ledger.LedgerEntry.Settled;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Budgets that cannot be overspent. Money is held before an ad is shown, charged when its billable
 * event comes, and freed when none comes in time; each reservation is charged at most once. At any
 * moment, and after recovery from any prefix of the journal, held + spent ≤ budget for every
 * campaign and day of its advertiser's time zone.
 *
 * <p>Every change is written to the journal before it takes effect. {@link #hold} and {@link
 * #settle} come in two steps, so that a caller can write their entries together with its own data
 * in one durable batch; see {@link Tentative}. Funding a day and expiry write by themselves.
 *
 * <p>A charge belongs to the day of its hold, also when the event comes after midnight. A hold may
 * free its money before its ad stops being billable: what is rarely billed late would otherwise
 * keep money from being spent. An event that comes after its reservation expired is not charged. A
 * charge above its hold is paid from what else the day has left, and cut to that.
 *
 * <p>Thread-safe. Calls lock one campaign at a time, and none while the caller writes. The clock
 * may jump: see {@link CampaignAccount}.
 */
public final class Ledger {

  private static final int PERMITS = 1 << 20;

  private final Books books;
  private final InstantSource clock;
  private final Journal journal;
  private final Funding funding;
  private final PriorityBlockingQueue<Reservation> expiries = new PriorityBlockingQueue<>();

  /** One permit for each open change; compaction takes them all. */
  private final Semaphore open = new Semaphore(PERMITS, true);

  private volatile Catalogue catalogue;

  private Ledger(Books books, Catalogue catalogue, InstantSource clock, Journal journal) {
    this.books = books;
    this.catalogue = catalogue;
    this.clock = clock;
    this.journal = journal;
    funding = new Funding(books, journal);
    expiries.addAll(books.reservations.values());
  }

  /**
   * The ledger that a journal adds up to; an empty one for a new market.
   *
   * @param written all that the journal holds, in order
   * @throws io.adlib.core.CorruptException if the entries contradict each other
   */
  public static Ledger recover(
      Iterable<LedgerEntry> written, Catalogue catalogue, InstantSource clock, Journal journal) {
    var books = new Books();
    written.forEach(books::replay);
    return new Ledger(books, catalogue, clock, journal);
  }

  /** From now on, budgets and time zones are those of this catalogue. */
  public void use(Catalogue next) {
    catalogue = next;
  }

  // ── holding ──────────────────────────────────────────────────────────────────────────────────

  /**
   * Makes room for claims, each for itself. The result is those granted: a claim is refused when
   * its budget of today has not enough left, its campaign is unknown or its reservation exists.
   */
  public Tentative<List<Claim>> hold(List<Claim> claims) {
    begin();
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
      open.release();
      throw e;
    }
    return tentative(
        List.copyOf(granted),
        entries,
        () -> held.forEach(this::keep),
        () -> held.forEach(this::giveBack));
  }

  private Optional<Reservation> take(Claim claim) {
    int index = catalogue.campaignIndex(claim.campaign());
    if (index < 0) {
      return Optional.empty();
    }
    Campaign campaign = catalogue.campaigns().get(index);
    CampaignAccount account = books.account(claim.campaign());
    account.lock.lock();
    try {
      LocalDate today = account.today(clock.instant(), zone(campaign));
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
    expiries.add(held);
  }

  private void giveBack(Reservation reservation) {
    locked(
        reservation,
        day -> {
          day.move(Account.HELD, Account.AVAILABLE, reservation.amount().micros());
          books.reservations.remove(reservation.id());
        });
  }

  /** Holds one claim and writes it; whether it was granted. */
  public boolean reserve(Claim claim) {
    return !write(hold(List.of(claim))).isEmpty();
  }

  // ── settling ─────────────────────────────────────────────────────────────────────────────────

  /**
   * Charges a reservation for its billable event. Idempotent: the same event again, or another one
   * for the same reservation, is {@link Settlement.AlreadySettled}.
   *
   * @param price what the event costs, not negative, in the reservation's currency
   */
  public Tentative<Settlement> settle(String reservation, String event, Money price) {
    begin();
    try {
      return settleOpen(reservation, event, price);
    } catch (RuntimeException e) {
      open.release();
      throw e;
    }
  }

  private Tentative<Settlement> settleOpen(String id, String event, Money price) {
    Reservation seen = books.reservations.get(id);
    if (seen == null) {
      return unchanged(new Settlement.NotHeld());
    }
    CampaignAccount account = books.account(seen.campaign());
    account.lock.lock();
    try {
      Reservation r = books.reservations.get(id);
      if (r == null) {
        return unchanged(new Settlement.NotHeld());
      }
      return switch (r.state()) {
        case Reservation.Moving _ -> unchanged(new Settlement.InFlight());
        case Reservation.Paid paid ->
            unchanged(new Settlement.AlreadySettled(paid.event(), paid.charged()));
        case Reservation.Held _ when !clock.instant().isBefore(r.expires()) ->
            unchanged(new Settlement.NotHeld());
        case Reservation.Held _ when books.isClosed(r) -> unchanged(new Settlement.NotHeld());
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
    return tentative(
        new Settlement.Charged(r.campaign(), charged),
        List.of(new Settled(r.id(), event, r.campaign(), r.day(), r.amount(), charged)),
        () ->
            locked(
                r,
                account -> {
                  account.move(Account.HELD, Account.SPENT, charged.micros());
                  account.move(Account.HELD, Account.AVAILABLE, rest);
                  books.reservations.put(r.id(), r.in(new Reservation.Paid(event, charged)));
                }),
        () ->
            locked(
                r,
                account -> {
                  account.move(Account.HELD, Account.AVAILABLE, extra);
                  books.reservations.put(r.id(), r);
                }));
  }

  /** Settles and writes it. */
  public Settlement charge(String reservation, String event, Money price) {
    return write(settle(reservation, event, price));
  }

  // ── freeing ──────────────────────────────────────────────────────────────────────────────────

  /** Frees a reservation whose ad is not shown after all; the result is whether it was held. */
  public Tentative<Boolean> release(String reservation) {
    begin();
    List<Released> freed = new ArrayList<>();
    Optional.ofNullable(books.reservations.get(reservation))
        .ifPresent(r -> leave(r, Released.Cause.WITHDRAWN).ifPresent(freed::add));
    return tentative(
        !freed.isEmpty(),
        List.copyOf(freed),
        () -> freed.forEach(this::left),
        () -> freed.forEach(this::stay));
  }

  /**
   * Frees what is past its time and writes that; call it every second or so.
   *
   * @return how many reservations freed their money
   */
  public int expire() {
    begin();
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
      open.release();
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
    locked(
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
    locked(r, _ -> books.reservations.put(r.id(), r.in(new Reservation.Held())));
  }

  // ── funding ──────────────────────────────────────────────────────────────────────────────────

  /**
   * Funds today for every campaign in one write. Not needed, since a day is funded when it is first
   * used, but cheaper than that many single writes.
   */
  public void openDay() {
    begin();
    try {
      funding.openAll(catalogue, clock.instant());
    } finally {
      open.release();
    }
  }

  // ── looking ──────────────────────────────────────────────────────────────────────────────────

  /**
   * Whether the campaign has enough left on the day of {@code now} for one billable event at its
   * full bid; fits {@link io.adlib.market.eligibility.Budgets}.
   */
  public boolean canSpend(Campaign campaign, Instant now) {
    long needed = Math.max(1, Billing.charge(campaign.objective(), campaign.bid()).micros());
    CampaignAccount account = books.account(campaign.id());
    account.lock.lock();
    try {
      LocalDate day = account.today(now, zone(campaign));
      DayAccount known = account.days.get(day);
      if (known != null) {
        return known.micros(Account.AVAILABLE) >= needed;
      }
      return day.isAfter(account.closedThrough) && campaign.dailyBudget().micros() >= needed;
    } finally {
      account.lock.unlock();
    }
  }

  /** A campaign's money on the day of {@code now}; a closed day has none. */
  public Balance balance(Campaign campaign, Instant now) {
    CampaignAccount account = books.account(campaign.id());
    account.lock.lock();
    try {
      LocalDate day = account.today(now, zone(campaign));
      DayAccount known = account.days.get(day);
      if (known != null) {
        return known.balance();
      }
      Money zero = Money.zero(campaign.dailyBudget().currency());
      Money budget = day.isAfter(account.closedThrough) ? campaign.dailyBudget() : zero;
      return new Balance(campaign.id(), day, budget, budget, zero, zero);
    } finally {
      account.lock.unlock();
    }
  }

  /** Every day that is remembered of a campaign, oldest first. */
  public List<Balance> history(String campaign) {
    CampaignAccount account = books.account(campaign);
    account.lock.lock();
    try {
      return account.days.values().stream().map(DayAccount::balance).toList();
    } finally {
      account.lock.unlock();
    }
  }

  // ── compaction ───────────────────────────────────────────────────────────────────────────────

  /**
   * Replaces the journal by the fewest entries that lead to the same state, so that recovery does
   * not grow for ever. Waits until no change is open, and keeps new ones waiting meanwhile.
   *
   * @return false, with nothing done, if open changes did not end in time
   */
  public boolean compact(Duration patience) throws InterruptedException {
    if (!open.tryAcquire(PERMITS, patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return false;
    }
    try {
      journal.replace(books.snapshot());
      return true;
    } finally {
      open.release(PERMITS);
    }
  }

  // ── changes ──────────────────────────────────────────────────────────────────────────────────

  private void begin() {
    open.acquireUninterruptibly();
  }

  private <T> Tentative<T> unchanged(T result) {
    return tentative(result, List.of(), () -> {}, () -> {});
  }

  private <T> Tentative<T> tentative(
      T result, List<? extends LedgerEntry> entries, Runnable commit, Runnable abort) {
    return new Tentative<>(result, List.copyOf(entries), () -> ending(commit), () -> ending(abort));
  }

  private void ending(Runnable change) {
    try {
      change.run();
    } finally {
      open.release();
    }
  }

  private <T> T write(Tentative<T> change) {
    try (change) {
      if (!change.entries().isEmpty()) {
        journal.append(change.entries());
      }
      change.commit();
      return change.result();
    }
  }

  private void locked(Reservation reservation, java.util.function.Consumer<DayAccount> change) {
    CampaignAccount account = books.account(reservation.campaign());
    ReentrantLock lock = account.lock;
    lock.lock();
    try {
      change.accept(account.day(reservation.day()));
    } finally {
      lock.unlock();
    }
  }

  private ZoneId zone(Campaign campaign) {
    return Funding.zone(catalogue, campaign);
  }
}
