package io.adlib.bench.ledger;

import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Campaign.Flight;
import io.adlib.core.Campaign.Objective;
import io.adlib.core.Campaign.Pacing;
import io.adlib.core.Campaign.Targeting;
import io.adlib.core.Catalogue;
import io.adlib.core.ExchangeRates;
import io.adlib.core.Money;
import io.adlib.core.Seed;
import io.adlib.data.state.DurableStore;
import io.adlib.market.ledger.Claim;
import io.adlib.market.ledger.Ledger;
import io.adlib.market.ledger.Settlement;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A process that does nothing but keep a ledger: eight threads hold, charge, charge again, withdraw
 * and expire at random, and tell on standard output what was acknowledged, a line each, after it
 * was. It ends when it is killed.
 */
final class KilledLedger {

  static final int CAMPAIGNS = 20;
  private static final int THREADS = 8;

  private KilledLedger() {}

  /** Budgets of which a run of 200 lives uses up the small ones, and not the large. */
  static Catalogue market() {
    var campaigns = new ArrayList<Campaign>();
    Instant start = Instant.EPOCH;
    for (int c = 0; c < CAMPAIGNS; c++) {
      campaigns.add(
          new Campaign(
              "c" + c,
              "v",
              Objective.CLICK,
              Money.parse("0.20", "EUR"),
              Money.micros(4_000_000L << (c % 8), "EUR"),
              new Flight(start, start.plus(Duration.ofDays(100_000))),
              Targeting.ALL,
              List.of(),
              Pacing.ASAP));
    }
    return new Catalogue(
        List.of(new Advertiser("v", "V", ZoneOffset.UTC)),
        campaigns,
        List.of(),
        List.of(),
        ExchangeRates.single("EUR"));
  }

  /** {@code KilledLedger <folder> <life> <seed>}. */
  public static void main(String[] args) throws InterruptedException {
    var store = DurableStore.open(Path.of(args[0]), Set.of(StoreJournal.FAMILY));
    var journal = new StoreJournal(store);
    Ledger ledger = Ledger.recover(journal.read(), market(), InstantSource.system(), journal);
    PrintStream out = System.out;
    say(out, "READY");
    var threads = new ArrayList<Thread>();
    for (int t = 0; t < THREADS; t++) {
      String name = args[1] + "." + t;
      RandomGenerator random = new Seed(Long.parseLong(args[2])).of(name).generator();
      threads.add(Thread.ofPlatform().start(() -> live(ledger, journal, name, random, out)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void live(
      Ledger ledger, StoreJournal journal, String name, RandomGenerator random, PrintStream out) {
    for (int i = 0; ; i++) {
      String id = name + "." + i;
      Instant now = Instant.now();
      Money amount = Money.micros(1 + random.nextLong(40_000), "EUR");
      Duration held = Duration.ofMillis(random.nextInt(2) == 0 ? 50 : 3_600_000);
      var claim =
          new Claim(
              id,
              "c" + random.nextInt(CAMPAIGNS),
              amount,
              now.plus(held),
              now.plus(Duration.ofHours(2)));
      if (ledger.reserve(claim)) {
        say(out, "HELD " + id);
        switch (random.nextInt(4)) {
          case 0, 1 -> charge(ledger, id, random, out);
          case 2 -> {
            try (var withdrawn = ledger.release(id)) {
              journal.append(withdrawn.entries());
              withdrawn.commit();
            }
          }
          default -> {}
        }
      }
      if (random.nextInt(50) == 0) {
        ledger.expire();
      }
    }
  }

  private static void charge(Ledger ledger, String id, RandomGenerator random, PrintStream out) {
    Money price = Money.micros(random.nextLong(200_000), "EUR");
    for (int again = 0; again < 2; again++) {
      switch (ledger.charge(id, "e" + again + "/" + id, price)) {
        case Settlement.Charged(String _, Money amount) ->
            say(out, "PAID " + id + " " + amount.micros());
        case Settlement.AlreadySettled _, Settlement.InFlight _, Settlement.NotHeld _ -> {}
      }
    }
  }

  private static void say(PrintStream out, String line) {
    synchronized (out) {
      out.print(line + "\n");
      out.flush();
    }
  }
}
