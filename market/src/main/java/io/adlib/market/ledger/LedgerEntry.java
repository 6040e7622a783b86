package io.adlib.market.ledger;

import io.adlib.core.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * One change of the ledger, as it stands in the journal. Money moves between the accounts of one
 * campaign and budget day; {@link #transfers()} says which, and every transfer takes from one
 * account what it gives to another.
 */
public sealed interface LedgerEntry {

  /** Where a campaign's money of one day is. */
  enum Account {
    /** The advertiser's promise to pay; its balance is minus the budget. */
    FUNDING,
    /** Free to be held. */
    AVAILABLE,
    /** Held for a shown ad that may yet be billed. */
    HELD,
    /** Charged. */
    SPENT
  }

  /** Moves micros, never negative, from one account to another. */
  record Transfer(Account from, Account to, long micros) {}

  /** What the entry moves, in order. */
  List<Transfer> transfers();

  /** The budget of a day was set, or changed by {@code change} (negative when it shrank). */
  record Funded(String campaign, LocalDate day, Money change) implements LedgerEntry {
    @Override
    public List<Transfer> transfers() {
      return List.of(
          change.micros() >= 0
              ? new Transfer(Account.FUNDING, Account.AVAILABLE, change.micros())
              : new Transfer(Account.AVAILABLE, Account.FUNDING, -change.micros()));
    }
  }

  /**
   * Money is held for a shown ad until {@code frees}, and the ad may be billed until {@code
   * expires}, exclusive.
   */
  record Reserved(
      String reservation,
      String campaign,
      LocalDate day,
      Money amount,
      Instant frees,
      Instant expires)
      implements LedgerEntry {
    @Override
    public List<Transfer> transfers() {
      return List.of(new Transfer(Account.AVAILABLE, Account.HELD, amount.micros()));
    }
  }

  /** The billable event came: {@code charged} is spent, and the rest of {@code held} is free. */
  record Settled(
      String reservation, String event, String campaign, LocalDate day, Money held, Money charged)
      implements LedgerEntry {
    @Override
    public List<Transfer> transfers() {
      long rest = held.micros() - charged.micros();
      return List.of(
          rest >= 0
              ? new Transfer(Account.HELD, Account.AVAILABLE, rest)
              : new Transfer(Account.AVAILABLE, Account.HELD, -rest),
          new Transfer(Account.HELD, Account.SPENT, charged.micros()));
    }
  }

  /** The money held is free again, and the ad may still be billed from what the day has left. */
  record Eased(String reservation, String campaign, LocalDate day, Money held)
      implements LedgerEntry {
    @Override
    public List<Transfer> transfers() {
      return List.of(new Transfer(Account.HELD, Account.AVAILABLE, held.micros()));
    }
  }

  /** The money held is free again; nothing was billed. */
  record Released(String reservation, String campaign, LocalDate day, Money held, Cause cause)
      implements LedgerEntry {

    /** Why it was freed. */
    public enum Cause {
      /** The ad was not shown after all. */
      WITHDRAWN,
      /** No billable event came in time. */
      EXPIRED
    }

    @Override
    public List<Transfer> transfers() {
      return List.of(new Transfer(Account.HELD, Account.AVAILABLE, held.micros()));
    }
  }

  /** Compaction: a day's budget and what was spent of it; what is held follows as entries. */
  record Carried(String campaign, LocalDate day, Money funded, Money spent) implements LedgerEntry {
    @Override
    public List<Transfer> transfers() {
      return List.of(
          new Transfer(Account.FUNDING, Account.AVAILABLE, funded.micros() - spent.micros()),
          new Transfer(Account.FUNDING, Account.SPENT, spent.micros()));
    }
  }

  /** Compaction: a settled reservation, remembered until it would have expired. */
  record Remembered(
      String reservation, String event, String campaign, Money charged, Instant expires)
      implements LedgerEntry {
    @Override
    public List<Transfer> transfers() {
      return List.of();
    }
  }

  /** The campaign's days up to {@code through}, inclusive, are forgotten and never open again. */
  record Closed(String campaign, LocalDate through) implements LedgerEntry {
    @Override
    public List<Transfer> transfers() {
      return List.of();
    }
  }
}
