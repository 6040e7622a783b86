package io.adlib.market.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Money;
import io.adlib.core.Seed;
import io.adlib.market.TestingMarket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Conservation, no overspend, exactly one charge and recovery, over random lives of a ledger. */
class LedgerLawsTest {

  private static final int IDS = 60;

  /** Does random things to a ledger; what it was charged is written down as a caller would. */
  private static final class Life {
    final Catalogue market;
    final TestingClock clock;
    final MemoryJournal journal;
    final RandomGenerator random;
    final Map<String, Money> charged;
    volatile Ledger ledger;

    Life(long seed) {
      market = TestingMarket.random(seed, 3, 4, 0);
      clock = new TestingClock();
      journal = new MemoryJournal();
      random = new Seed(seed).of("life").generator();
      charged = new ConcurrentHashMap<>();
      ledger = Ledger.recover(List.of(), market, clock, journal);
    }

    Life(Life shared, long seed) {
      market = shared.market;
      clock = shared.clock;
      journal = shared.journal;
      charged = shared.charged;
      ledger = shared.ledger;
      random = new Seed(seed).generator();
    }

    void act(boolean mayCrash) throws InterruptedException {
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> hold(mayCrash);
        case 4, 5, 6, 7 -> settle(mayCrash);
        case 8 -> write(ledger.release(id()), mayCrash);
        case 9 -> ledger.expire();
        case 10 -> clock.move(Duration.ofMinutes(random.nextInt(-600, 700)));
        default -> {
          if (random.nextInt(5) == 0) {
            ledger.compact(Duration.ofSeconds(10));
          }
        }
      }
    }

    private String id() {
      return "r" + random.nextInt(IDS);
    }

    private void hold(boolean mayCrash) {
      List<Claim> claims = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        int c = random.nextInt(market.campaigns().size());
        Campaign campaign = market.campaigns().get(c);
        // a reservation belongs to one campaign, as a shown ad does
        String id = "r" + (random.nextInt(IDS / 4) * 4 + c);
        Money amount =
            Money.micros(1 + random.nextLong(2_000_000), campaign.dailyBudget().currency());
        Duration life = Duration.ofMinutes(1 + random.nextInt(300));
        Duration held = life.dividedBy(1 + random.nextInt(3));
        Instant now = clock.instant();
        claims.add(new Claim(id, campaign.id(), amount, now.plus(held), now.plus(life)));
      }
      write(ledger.hold(claims), mayCrash);
    }

    private void settle(boolean mayCrash) {
      int c = random.nextInt(market.campaigns().size());
      String id = "r" + (random.nextInt(IDS / 4) * 4 + c);
      String currency = market.campaigns().get(c).dailyBudget().currency();
      Tentative<Settlement> settle =
          ledger.settle(
              id, "e" + random.nextInt(1000), Money.micros(random.nextLong(3_000_000), currency));
      boolean durable = write(settle, mayCrash);
      if (durable && settle.result() instanceof Settlement.Charged paid) {
        assertThat(charged.merge(id, paid.amount(), Money::plus)).isNotNull();
      }
    }

    /** Writes and commits, or changes its mind, or dies with or without having written. */
    private boolean write(Tentative<?> change, boolean mayCrash) {
      int fate = random.nextInt(mayCrash ? 12 : 10);
      if (fate == 0) {
        change.abort();
        return false;
      }
      if (fate != 10) {
        journal.append(change.entries());
      }
      if (fate >= 10) {
        ledger = Ledger.recover(journal.entries(), market, clock, journal);
        return fate == 11;
      }
      change.commit();
      return true;
    }

    void check() {
      Map<String, Long> spent = new HashMap<>();
      for (Campaign campaign : market.campaigns()) {
        for (Balance b : ledger.history(campaign.id())) {
          assertThat(b.available().micros()).isNotNegative();
          assertThat(b.held().micros()).isNotNegative();
          assertThat(b.spent().micros()).isNotNegative();
          assertThat(b.held().plus(b.spent())).isLessThanOrEqualTo(campaign.dailyBudget());
          assertThat(b.available().plus(b.held()).plus(b.spent())).isEqualTo(b.budget());
          spent.merge(campaign.id(), b.spent().micros(), Long::sum);
        }
      }
      Map<String, Long> billed = new HashMap<>();
      charged.forEach(
          (id, amount) ->
              billed.merge(
                  "c" + Integer.parseInt(id.substring(1)) % 4, amount.micros(), Long::sum));
      spent.values().removeIf(micros -> micros == 0);
      billed.values().removeIf(micros -> micros == 0);
      assertThat(spent).isEqualTo(billed);
    }
  }

  @Property(tries = 300)
  void budgetsHoldThroughAnyLifeWithCrashes(@ForAll long seed) throws InterruptedException {
    Life life = new Life(seed);
    for (int i = 0; i < 120; i++) {
      life.act(true);
      life.check();
    }
  }

  @Property(tries = 100)
  void recoveryGivesTheSameLedger(@ForAll long seed) throws InterruptedException {
    Life life = new Life(seed);
    for (int i = 0; i < 150; i++) {
      life.act(false);
    }
    assertRecovers(life);
  }

  @Property(tries = 100)
  void everyPrefixOfTheJournalIsAValidLedger(@ForAll long seed) throws InterruptedException {
    Life life = new Life(seed);
    for (int i = 0; i < 100; i++) {
      life.act(false);
    }
    List<LedgerEntry> all = life.journal.entries();
    for (int n = 0; n <= all.size(); n++) {
      Ledger part = Ledger.recover(all.subList(0, n), life.market, life.clock, new MemoryJournal());
      for (Campaign campaign : life.market.campaigns()) {
        for (Balance b : part.history(campaign.id())) {
          assertThat(b.held().plus(b.spent())).isLessThanOrEqualTo(campaign.dailyBudget());
        }
      }
    }
  }

  @Property(tries = 15)
  void eightThreadsKeepTheSameLaws(@ForAll long seed) throws Exception {
    Life life = new Life(seed);
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        Life mine = new Life(life, seed + 1 + t);
        running.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 400; i++) {
                    mine.act(false);
                  }
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    life.check();
    assertRecovers(life);
  }

  /**
   * The journal leads to the same money. It may remember more paid and eased reservations than the
   * living ledger: those are forgotten unwritten once their time is over, and the clock may since
   * have gone back.
   */
  private static void assertRecovers(Life life) throws InterruptedException {
    life.ledger.expire();
    MemoryJournal copy = new MemoryJournal();
    Ledger recovered = Ledger.recover(life.journal.entries(), life.market, life.clock, copy);
    recovered.expire();
    assertThat(recovered.compact(Duration.ofSeconds(5))).isTrue();
    assertThat(life.ledger.compact(Duration.ofSeconds(5))).isTrue();
    assertThat(copy.entries()).containsAll(life.journal.entries());
    assertThat(copy.entries())
        .filteredOn(LedgerLawsTest::holdsMoney)
        .isEqualTo(life.journal.entries().stream().filter(LedgerLawsTest::holdsMoney).toList());
  }

  private static boolean holdsMoney(LedgerEntry entry) {
    return switch (entry) {
      case LedgerEntry.Remembered _ -> false;
      case LedgerEntry.Reserved reserved -> reserved.amount().isPositive();
      default -> true;
    };
  }
}
