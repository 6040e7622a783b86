package io.adlib.market.ledger;

import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Money;
import io.adlib.market.auction.Billing;
import io.adlib.market.ledger.LedgerEntry.Account;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;

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

  private final Books books;
  private final InstantSource clock;
  private final Journal journal;
  private final OpenChanges changes;
  private final Funding funding;
  private final Freeing freeing;
  private final Holding holding;
  private final Settling settling;
  private volatile Catalogue catalogue;

  private Ledger(Books books, Catalogue catalogue, InstantSource clock, Journal journal) {
    this.books = books;
    this.catalogue = catalogue;
    this.clock = clock;
    this.journal = journal;
    changes = new OpenChanges(journal);
    funding = new Funding(books, journal);
    freeing = new Freeing(books, clock, journal, changes);
    holding = new Holding(books, () -> this.catalogue, clock, changes, funding, freeing);
    settling = new Settling(books, clock, changes);
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
    return holding.hold(claims);
  }

  /** Holds one claim and writes it; whether it was granted. */
  public boolean reserve(Claim claim) {
    return !changes.write(hold(List.of(claim))).isEmpty();
  }

  // ── settling ─────────────────────────────────────────────────────────────────────────────────

  /**
   * Charges a reservation for its billable event. Idempotent: the same event again, or another one
   * for the same reservation, is {@link Settlement.AlreadySettled}.
   *
   * @param price what the event costs, not negative, in the reservation's currency
   */
  public Tentative<Settlement> settle(String reservation, String event, Money price) {
    return settling.settle(reservation, event, price);
  }

  /** Settles and writes it. */
  public Settlement charge(String reservation, String event, Money price) {
    return changes.write(settle(reservation, event, price));
  }

  // ── freeing ──────────────────────────────────────────────────────────────────────────────────

  /** Frees a reservation whose ad is not shown after all; the result is whether it was held. */
  public Tentative<Boolean> release(String reservation) {
    return freeing.release(reservation);
  }

  /**
   * Frees what is past its time and writes that; call it every second or so.
   *
   * @return how many reservations freed their money
   */
  public int expire() {
    return freeing.expire();
  }

  // ── funding ──────────────────────────────────────────────────────────────────────────────────

  /**
   * Funds today for every campaign in one write. Not needed, since a day is funded when it is first
   * used, but cheaper than that many single writes.
   */
  public void openDay() {
    changes.begin();
    try {
      funding.openAll(catalogue, clock.instant());
    } finally {
      changes.end();
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
      LocalDate day = account.today(now, Funding.zone(catalogue, campaign));
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
      LocalDate day = account.today(now, Funding.zone(catalogue, campaign));
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
    return changes.whileStill(patience, () -> journal.replace(books.snapshot()));
  }
}
