package io.adlib.market.ledger;

import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Money;
import io.adlib.market.ledger.LedgerEntry.Account;
import io.adlib.market.ledger.LedgerEntry.Closed;
import io.adlib.market.ledger.LedgerEntry.Funded;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives each campaign and day its budget when the day is first used, and follows a budget that was
 * changed since, though never below what is held or spent. Funding is written under the campaign's
 * lock before anything is held of it, so no prefix of the journal holds money that was not funded.
 */
final class Funding {

  /** Days remembered a campaign; the oldest without holds is closed to make room. */
  static final int DAYS_KEPT = 32;

  private final Books books;
  private final Journal journal;

  Funding(Books books, Journal journal) {
    this.books = books;
    this.journal = journal;
  }

  /** A day with its budget, or empty if the day is closed; under the campaign's lock. */
  Optional<DayAccount> open(CampaignAccount account, Campaign campaign, LocalDate day) {
    post(due(account, campaign, day));
    return Optional.ofNullable(account.days.get(day));
  }

  /** The same for today and all campaigns, in one write; takes their locks in order of id. */
  void openAll(Catalogue catalogue, Instant now) {
    List<Campaign> campaigns =
        catalogue.campaigns().stream().sorted(Comparator.comparing(Campaign::id)).toList();
    List<CampaignAccount> accounts = campaigns.stream().map(c -> books.account(c.id())).toList();
    accounts.forEach(account -> account.lock.lock());
    try {
      List<LedgerEntry> entries = new ArrayList<>();
      for (int i = 0; i < accounts.size(); i++) {
        LocalDate day = accounts.get(i).today(now, zone(catalogue, campaigns.get(i)));
        entries.addAll(due(accounts.get(i), campaigns.get(i), day));
      }
      post(entries);
    } finally {
      accounts.forEach(account -> account.lock.unlock());
    }
  }

  /** What is to be written before the day can be used: nothing, if it is funded or closed. */
  private List<LedgerEntry> due(CampaignAccount account, Campaign campaign, LocalDate day) {
    if (!day.isAfter(account.closedThrough)) {
      return List.of();
    }
    Money budget = campaign.dailyBudget();
    DayAccount known = account.days.get(day);
    if (known != null) {
      long used = known.micros(Account.HELD) + known.micros(Account.SPENT);
      long change = Math.max(budget.micros(), used) - known.funded();
      return change == 0 || !known.currency().equals(budget.currency())
          ? List.of()
          : List.of(new Funded(campaign.id(), day, Money.micros(change, budget.currency())));
    }
    List<LedgerEntry> entries = new ArrayList<>();
    Map.Entry<LocalDate, DayAccount> oldest = account.days.firstEntry();
    if (oldest != null
        && account.days.size() >= DAYS_KEPT
        && oldest.getKey().isBefore(day)
        && oldest.getValue().micros(Account.HELD) == 0) {
      entries.add(new Closed(campaign.id(), oldest.getKey()));
    }
    entries.add(new Funded(campaign.id(), day, budget));
    return entries;
  }

  private void post(List<LedgerEntry> entries) {
    if (!entries.isEmpty()) {
      journal.append(entries);
      entries.forEach(books::replay);
    }
  }

  static ZoneId zone(Catalogue catalogue, Campaign campaign) {
    return catalogue.advertisers().get(catalogue.advertiserIndex(campaign.advertiser())).timezone();
  }
}
