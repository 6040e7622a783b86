package io.adlib.market.pacing;

import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Campaign.Flight;
import io.adlib.core.Campaign.Objective;
import io.adlib.core.Campaign.Pacing;
import io.adlib.core.Campaign.Targeting;
import io.adlib.core.Catalogue;
import io.adlib.core.Environment;
import io.adlib.core.ExchangeRates;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.market.ledger.Claim;
import io.adlib.market.ledger.Ledger;
import io.adlib.market.ledger.MemoryJournal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * One even campaign under a clock that the test moves: requests come as the test says, and each
 * that the campaign takes part in and wins costs a cent at once.
 */
final class PacedDay {

  static final Money PRICE = Money.parse("0.01", "EUR");

  final ZoneId zone;
  final RandomGenerator random = new Seed(11).generator();
  Catalogue market;
  Instant now;
  final Ledger ledger;
  Pacer pacer;
  private int requests;

  /** Requests a minute at a moment. */
  ToDoubleFunction<Instant> traffic = _ -> 10;

  /** Probability that a chance taken is won. */
  ToDoubleFunction<Instant> demand = _ -> 1;

  PacedDay(String zone, String start, Campaign campaign) {
    this.zone = ZoneId.of(zone);
    now = Instant.parse(start);
    market = market(campaign);
    ledger = Ledger.recover(List.of(), market, () -> now, new MemoryJournal());
    pacer = new Pacer(ledger::balance, market, List.of(), new Seed(5));
  }

  static Campaign campaign(String budget, Instant start, Instant end) {
    return new Campaign(
        "c",
        "v",
        Objective.CLICK,
        PRICE,
        Money.parse(budget, "EUR"),
        new Flight(start, end),
        Targeting.ALL,
        List.of(),
        Pacing.EVEN);
  }

  /** In flight for ever. */
  static Campaign campaign(String budget) {
    return campaign(budget, Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"));
  }

  private Catalogue market(Campaign campaign) {
    return new Catalogue(
        List.of(new Advertiser("v", "V", zone)),
        List.of(campaign),
        List.of(),
        List.of(),
        ExchangeRates.single("EUR"));
  }

  Campaign campaign() {
    return market.campaigns().getFirst();
  }

  /** The campaign's terms change. */
  void change(Campaign campaign) {
    market = market(campaign);
    ledger.use(market);
    pacer.use(market);
  }

  /** Lets a time pass, minute by minute. */
  PacedDay pass(Duration time) {
    Instant end = now.plus(time);
    while (now.isBefore(end)) {
      Instant minute = now;
      double mean = traffic.applyAsDouble(minute);
      int count = (int) mean + (random.nextDouble() < mean - (int) mean ? 1 : 0);
      for (int i = 0; i < count; i++) {
        now = minute.plusMillis(60_000L * i / count);
        request();
      }
      now = minute.plus(Duration.ofMinutes(1));
    }
    return this;
  }

  /** What was spent of the budget of today, so far, at the end of each hour that passes. */
  List<Double> hours(int count) {
    List<Double> spent = new ArrayList<>();
    for (int hour = 0; hour < count; hour++) {
      pass(Duration.ofHours(1));
      Instant before = now.minusMillis(1);
      var balance = ledger.balance(campaign(), before);
      spent.add(balance.spent().micros() / (double) balance.budget().micros());
    }
    return spent;
  }

  double spent() {
    return ledger.balance(campaign(), now).spent().micros() / 1e6;
  }

  private void request() {
    var request = request("r" + requests++);
    if (!campaign().flight().contains(now)
        || !pacer.turn(request).admits(campaign())
        || !ledger.canSpend(campaign(), now)) {
      return;
    }
    if (random.nextDouble() < demand.applyAsDouble(now)
        && ledger.reserve(new Claim(request.id(), "c", PRICE, now.plusSeconds(60)))) {
      ledger.charge(request.id(), "e", PRICE);
    }
  }

  Request request(String id) {
    return new Request(
        id, "", Environment.UNKNOWN, Optional.empty(), false, now, Duration.ofMillis(100), 1);
  }
}
