package io.adlib.market.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.Advertiser;
import io.adlib.core.Campaign.Objective;
import io.adlib.core.Catalogue;
import io.adlib.core.CorruptException;
import io.adlib.core.Money;
import io.adlib.market.TestingMarket;
import io.adlib.market.ledger.LedgerEntry.Reserved;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private final TestingClock clock = new TestingClock();
  private final MemoryJournal journal = new MemoryJournal();
  private Catalogue market = market("10");
  private final Ledger ledger = Ledger.recover(List.of(), market, clock, journal);

  private static Catalogue market(String budget) {
    return new Catalogue(
        List.of(new Advertiser("v", "V", ZoneId.of("Asia/Tokyo"))),
        List.of(
            TestingMarket.campaign("c", "v", Objective.CLICK, eur("2"), eur(budget)),
            TestingMarket.campaign("d", "v", Objective.IMPRESSION, eur("2"), eur(budget))),
        List.of(),
        List.of(),
        TestingMarket.RATES);
  }

  private static Money eur(String amount) {
    return Money.parse(amount, "EUR");
  }

  private Claim claim(String id, String amount) {
    return new Claim(id, "c", eur(amount), clock.instant().plus(Duration.ofMinutes(10)));
  }

  private Balance balance() {
    return ledger.balance(market.campaigns().getFirst(), clock.instant());
  }

  private void expect(String available, String held, String spent) {
    Balance b = balance();
    assertThat(List.of(b.available(), b.held(), b.spent()))
        .containsExactly(eur(available), eur(held), eur(spent));
    assertThat(b.available().plus(b.held()).plus(b.spent())).isEqualTo(b.budget());
  }

  @Test
  void moneyIsHeldThenChargedAndTheRestIsFree() {
    assertThat(ledger.reserve(claim("r", "3"))).isTrue();
    expect("7", "3", "0");
    assertThat(ledger.charge("r", "e", eur("1.2")))
        .isEqualTo(new Settlement.Charged("c", eur("1.2")));
    expect("8.8", "0", "1.2");
  }

  @Test
  void theSameEventOrAnotherOneChargesNothingMore() {
    ledger.reserve(claim("r", "3"));
    ledger.charge("r", "e", eur("3"));
    var paid = new Settlement.AlreadySettled("e", eur("3"));
    assertThat(ledger.charge("r", "e", eur("3"))).isEqualTo(paid);
    assertThat(ledger.charge("r", "f", eur("3"))).isEqualTo(paid);
    expect("7", "0", "3");
  }

  @Test
  void aChargeAboveItsHoldIsCutToWhatTheDayHasLeft() {
    ledger.reserve(claim("small", "0.1"));
    ledger.reserve(claim("large", "9"));
    ledger.charge("small", "e", eur("2"));
    expect("0", "9", "1");
  }

  @Test
  void aClaimThatDoesNotFitIsRefusedAndOthersAreNot() {
    Tentative<List<Claim>> hold =
        ledger.hold(List.of(claim("a", "6"), claim("b", "6"), claim("c", "4"), claim("a", "0.1")));
    assertThat(hold.result()).extracting(Claim::reservation).containsExactly("a", "c");
    journal.append(hold.entries());
    hold.commit();
    expect("0", "10", "0");
    assertThat(ledger.canSpend(market.campaigns().getFirst(), clock.instant())).isFalse();
  }

  @Test
  void whatIsNotCommittedLeavesNothing() {
    try (Tentative<List<Claim>> hold = ledger.hold(List.of(claim("a", "6")))) {
      expect("4", "6", "0");
      assertThat(hold.entries()).hasSize(1);
      assertThat(ledger.charge("a", "e", eur("1"))).isEqualTo(new Settlement.InFlight());
    }
    expect("10", "0", "0");
    ledger.reserve(claim("a", "6"));
    ledger.settle("a", "e", eur("7")).abort();
    expect("4", "6", "0");
    assertThat(ledger.charge("a", "e", eur("1"))).isEqualTo(new Settlement.Charged("c", eur("1")));
  }

  @Test
  void nothingMovesWhenTheJournalFails() {
    Journal full =
        new Journal() {
          @Override
          public void append(List<LedgerEntry> entries) {
            if (entries.stream().noneMatch(LedgerEntry.Funded.class::isInstance)) {
              throw new UncheckedIOException(new java.io.IOException("no space left on device"));
            }
          }

          @Override
          public void replace(List<LedgerEntry> entries) {
            throw new AssertionError();
          }
        };
    Ledger stuck = Ledger.recover(List.of(), market, clock, full);
    assertThatThrownBy(() -> stuck.reserve(claim("r", "3")))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(stuck.balance(market.campaigns().getFirst(), clock.instant()).available())
        .isEqualTo(eur("10"));
    Tentative<List<Claim>> hold = stuck.hold(List.of(claim("r", "3")));
    hold.commit();
    clock.move(Duration.ofHours(1));
    assertThatThrownBy(stuck::expire).isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(stuck::expire).as("tried again").isInstanceOf(UncheckedIOException.class);
    assertThat(stuck.history("c").getFirst().held()).isEqualTo(eur("3"));
  }

  @Test
  void aHoldEndsWhenItsTimeIsOverAndALateEventIsNotCharged() {
    ledger.reserve(claim("r", "3"));
    clock.move(Duration.ofMinutes(10));
    assertThat(ledger.charge("r", "late", eur("3"))).isEqualTo(new Settlement.NotHeld());
    expect("7", "3", "0");
    assertThat(ledger.expire()).isEqualTo(1);
    expect("10", "0", "0");
    assertThat(ledger.charge("r", "late", eur("3"))).isEqualTo(new Settlement.NotHeld());
    assertThat(ledger.expire()).isZero();
  }

  @Test
  void aWithdrawnAdCostsNothing() {
    ledger.reserve(claim("r", "3"));
    Tentative<Boolean> release = ledger.release("r");
    assertThat(release.result()).isTrue();
    journal.append(release.entries());
    release.commit();
    expect("10", "0", "0");
    Tentative<Boolean> again = ledger.release("r");
    assertThat(again.result()).isFalse();
    again.abort();
  }

  @Test
  void theBudgetDayTurnsAtMidnightOfTheAdvertiser() {
    // 00:00 in UTC is 09:00 in Tokyo
    ledger.reserve(claim("r", "10"));
    assertThat(ledger.reserve(claim("s", "1"))).isFalse();
    clock.move(Duration.ofHours(15).minusNanos(1));
    ledger.expire();
    var long1 = new Claim("l", "c", eur("4"), clock.instant().plus(Duration.ofDays(1)));
    ledger.reserve(long1);
    expect("6", "4", "0");
    clock.move(Duration.ofNanos(1));
    expect("10", "0", "0");
    ledger.charge("l", "e", eur("4"));
    expect("10", "0", "0");
    assertThat(ledger.history("c"))
        .extracting(Balance::day, Balance::spent)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(LocalDate.of(2026, 11, 22), eur("4")));
  }

  @Test
  void aChangedBudgetTakesEffectButNotBelowWhatIsUsed() {
    ledger.reserve(claim("r", "6"));
    market = market("25");
    ledger.use(market);
    ledger.reserve(claim("s", "1"));
    expect("18", "7", "0");
    market = market("5");
    ledger.use(market);
    assertThat(ledger.reserve(claim("t", "1"))).isFalse();
    expect("0", "7", "0");
  }

  @Test
  void aClockThatJumpsNeverOpensADayTwice() {
    ledger.reserve(claim("r", "10"));
    Instant before = clock.instant();
    for (int day = 1; day <= 40; day++) {
      clock.move(Duration.ofDays(1));
      ledger.expire();
      ledger.reserve(claim("d" + day, "10"));
      ledger.charge("d" + day, "e" + day, eur("10"));
    }
    clock.move(Duration.between(clock.instant(), before));
    assertThat(balance().budget()).isEqualTo(eur("0"));
    assertThat(ledger.reserve(claim("again", "1"))).as("a forgotten day").isFalse();
    clock.move(Duration.ofDays(20));
    ledger.expire();
    assertThat(ledger.reserve(claim("back", "1"))).as("a day that was spent").isFalse();
    Ledger recovered = Ledger.recover(journal.entries(), market, clock, new MemoryJournal());
    assertThat(recovered.history("c")).isEqualTo(ledger.history("c"));
    assertThat(recovered.history("c")).hasSize(Funding.DAYS_KEPT);
  }

  @Test
  void moneyIsFreeBeforeItsAdIsAndALateEventIsPaidFromWhatIsLeft() {
    Instant now = clock.instant();
    Instant soon = now.plus(Duration.ofMinutes(5));
    Instant late = now.plus(Duration.ofHours(6));
    for (String id : List.of("a", "b", "c")) {
      assertThat(ledger.reserve(new Claim(id, "c", eur("3"), soon, late))).isTrue();
    }
    expect("1", "9", "0");
    clock.move(Duration.ofMinutes(6));
    assertThat(ledger.expire()).isEqualTo(3);
    expect("10", "0", "0");
    assertThat(ledger.charge("a", "e1", eur("4"))).isEqualTo(new Settlement.Charged("c", eur("4")));
    Ledger recovered = Ledger.recover(journal.entries(), market, clock, journal);
    assertThat(recovered.charge("a", "e2", eur("4")))
        .isEqualTo(new Settlement.AlreadySettled("e1", eur("4")));
    assertThat(recovered.charge("b", "e3", eur("9")))
        .as("cut to what is left")
        .isEqualTo(new Settlement.Charged("c", eur("6")));
    clock.move(Duration.ofHours(6));
    assertThat(recovered.expire()).isZero();
    assertThat(recovered.charge("c", "e4", eur("1"))).isEqualTo(new Settlement.NotHeld());
  }

  @Test
  void anAdOfAForgottenDayThatHoldsNoMoneyIsNotBilled() throws InterruptedException {
    Instant now = clock.instant();
    ledger.reserve(
        new Claim("old", "c", eur("1"), now.plusSeconds(60), now.plus(Duration.ofDays(100))));
    clock.move(Duration.ofMinutes(2));
    ledger.expire();
    for (int day = 0; day <= Funding.DAYS_KEPT; day++) {
      clock.move(Duration.ofDays(1));
      ledger.openDay();
    }
    assertThat(ledger.charge("old", "e", eur("1"))).isEqualTo(new Settlement.NotHeld());
    assertThat(ledger.compact(Duration.ofSeconds(5))).isTrue();
    Ledger recovered = Ledger.recover(journal.entries(), market, clock, journal);
    assertThat(recovered.charge("old", "e", eur("1"))).isEqualTo(new Settlement.NotHeld());
  }

  @Test
  void openingADayIsOneWriteAndOnlyOne() {
    ledger.openDay();
    assertThat(journal.entries()).hasSize(2);
    ledger.openDay();
    ledger.reserve(claim("r", "1"));
    assertThat(journal.entries()).hasSize(3).last().isInstanceOf(Reserved.class);
  }

  @Test
  void compactionKeepsWhatMattersAndWaitsForOpenChanges() throws InterruptedException {
    for (int i = 0; i < 50; i++) {
      ledger.reserve(claim("r" + i, "0.2"));
      ledger.charge("r" + i, "e" + i, eur("0.1"));
    }
    clock.move(Duration.ofMinutes(5));
    ledger.reserve(claim("open", "1"));
    try (Tentative<List<Claim>> hold = ledger.hold(List.of(claim("x", "1")))) {
      assertThat(ledger.compact(Duration.ofMillis(20))).isFalse();
      assertThat(hold.result()).hasSize(1);
    }
    clock.move(Duration.ofMinutes(5));
    ledger.expire();
    assertThat(ledger.compact(Duration.ofSeconds(5))).isTrue();
    assertThat(journal.entries()).hasSize(2);
    Ledger recovered = Ledger.recover(journal.entries(), market, clock, journal);
    assertThat(recovered.history("c")).isEqualTo(ledger.history("c"));
    assertThat(recovered.charge("open", "e", eur("1")))
        .isEqualTo(new Settlement.Charged("c", eur("1")));
  }

  @Test
  void aJournalWithAHoleIsRefused() {
    ledger.reserve(claim("r", "3"));
    ledger.charge("r", "e", eur("1"));
    List<LedgerEntry> hole = journal.entries().subList(1, 3);
    assertThatThrownBy(() -> Ledger.recover(hole, market, clock, journal))
        .isInstanceOf(CorruptException.class);
  }

  @Test
  void virtualThreadsMayHoldAndCommitOnDifferentThreads() throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Tentative<List<Claim>> hold =
          executor.submit(() -> ledger.hold(List.of(claim("r", "1")))).get();
      executor.submit(hold::commit).get();
    }
    expect("9", "1", "0");
  }
}
