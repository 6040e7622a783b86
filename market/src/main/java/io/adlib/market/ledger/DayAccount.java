package io.adlib.market.ledger;

import io.adlib.core.CorruptException;
import io.adlib.core.Money;
import io.adlib.market.ledger.LedgerEntry.Account;
import io.adlib.market.ledger.LedgerEntry.Transfer;
import java.time.LocalDate;

/**
 * The four accounts of one campaign and day. Their sum is always zero, and only {@code FUNDING} is
 * ever negative. Guarded by its campaign's lock.
 */
final class DayAccount {

  private final String campaign;
  private final LocalDate day;
  private final String currency;
  private final long[] micros = new long[Account.values().length];

  DayAccount(String campaign, LocalDate day, String currency) {
    this.campaign = campaign;
    this.day = day;
    this.currency = currency;
  }

  String currency() {
    return currency;
  }

  long micros(Account account) {
    return micros[account.ordinal()];
  }

  long funded() {
    return -micros(Account.FUNDING);
  }

  boolean canHold(Money amount) {
    return amount.currency().equals(currency) && micros(Account.AVAILABLE) >= amount.micros();
  }

  /** Applies an entry in its own currency. */
  void apply(LedgerEntry entry) {
    for (Transfer transfer : entry.transfers()) {
      move(transfer.from(), transfer.to(), transfer.micros());
    }
  }

  void move(Account from, Account to, long amount) {
    long left = Math.subtractExact(micros(from), amount);
    if (amount < 0 || (left < 0 && from != Account.FUNDING)) {
      throw new CorruptException(
          "the ledger of campaign "
              + campaign
              + " on "
              + day
              + " cannot move "
              + Money.micros(amount, currency)
              + " from "
              + from
              + ", which has "
              + Money.micros(micros(from), currency),
          "restore the ledger from a backup; its journal is incomplete or was changed by hand");
    }
    micros[from.ordinal()] = left;
    micros[to.ordinal()] = Math.addExact(micros(to), amount);
  }

  Balance balance() {
    return new Balance(
        campaign,
        day,
        Money.micros(funded(), currency),
        Money.micros(micros(Account.AVAILABLE), currency),
        Money.micros(micros(Account.HELD), currency),
        Money.micros(micros(Account.SPENT), currency));
  }
}
