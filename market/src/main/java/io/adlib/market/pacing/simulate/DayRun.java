package io.adlib.market.pacing.simulate;

import io.adlib.core.Campaign;
import io.adlib.core.Campaign.Objective;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.market.auction.Auction;
import io.adlib.market.auction.Billing;
import io.adlib.market.auction.Candidate;
import io.adlib.market.auction.Lot;
import io.adlib.market.auction.Outcome;
import io.adlib.market.auction.PositionEffects;
import io.adlib.market.auction.Pricing;
import io.adlib.market.auction.SlateRules;
import io.adlib.market.eligibility.Blocks;
import io.adlib.market.eligibility.Eligibility;
import io.adlib.market.eligibility.EligibilityQuery;
import io.adlib.market.eligibility.Throttle;
import io.adlib.market.frequency.FrequencyCounts;
import io.adlib.market.ledger.Claim;
import io.adlib.market.ledger.Ledger;
import io.adlib.market.ledger.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.roaringbitmap.RoaringBitmap;

/**
 * One policy's run over some days of traffic, with the eligibility, auction, ledger and pacer that
 * serve: money is held before an ad is shown, charged when its event comes a little later, and free
 * again when none does. Each campaign is measured on one date of its advertiser's time zone. Not
 * thread-safe.
 */
final class DayRun {

  /** What is billed at all is billed within a minute. */
  private static final Duration HOLD = Duration.ofMinutes(5);

  private static final int CONSIDERED = 16;
  private static final PositionEffects EFFECTS =
      PositionEffects.of(6, place -> Math.pow(.8, place));

  private final SimulatedMarket market;
  private final LocalDate measured;
  private final Seed luck;
  private final Eligibility eligibility;
  private final Auction auction;
  private final Ledger ledger;
  private final Gate gate;
  private final PriorityQueue<Billable> coming = new PriorityQueue<>();
  private final long[][] spent_CH;
  private final long[][] chances_CH;
  private final LocalDateTime[] local_Z = new LocalDateTime[SimulatedMarket.ZONES.size()];
  private final int[] zone_C;
  private Instant now;

  private record Billable(Instant time, String reservation, int campaign, Money price, boolean day)
      implements Comparable<Billable> {
    @Override
    public int compareTo(Billable other) {
      int order = time.compareTo(other.time);
      return order != 0 ? order : reservation.compareTo(other.reservation);
    }
  }

  DayRun(
      SimulatedMarket market, PacingPolicy policy, Instant start, LocalDate measured, Seed seed) {
    this.market = market;
    this.measured = measured;
    this.luck = seed.of("luck");
    now = start;
    eligibility = Eligibility.of(market.catalogue());
    auction =
        new Auction(
            market.catalogue(), Pricing.SECOND_PRICE, SlateRules.ONE_AN_ADVERTISER, EFFECTS);
    ledger = Ledger.recover(List.of(), market.catalogue(), () -> now, new NoJournal());
    gate = Gate.of(policy, market.catalogue(), ledger, seed.of("pacing"));
    spent_CH = new long[market.size()][DaySpend.HOURS];
    chances_CH = new long[market.size()][DaySpend.HOURS];
    zone_C = new int[market.size()];
    for (int c = 0; c < zone_C.length; c++) {
      zone_C[c] = SimulatedMarket.ZONES.indexOf(market.catalogue().advertisers().get(c).timezone());
    }
  }

  /** Answers all requests up to a moment, and waits for what may still be billed. */
  List<DaySpend> run(SimulatedTraffic traffic, Instant end) {
    for (Instant hour = now; hour.isBefore(end); hour = hour.plus(Duration.ofHours(1))) {
      long minute = -1;
      for (Request request : traffic.hour(hour)) {
        advance(request.time());
        if (request.time().getEpochSecond() / 60 != minute) {
          minute = request.time().getEpochSecond() / 60;
          ledger.expire();
        }
        answer(request);
      }
    }
    advance(end.plus(HOLD));
    List<DaySpend> days = new ArrayList<>();
    for (int c = 0; c < market.size(); c++) {
      long budget = market.campaign(c).dailyBudget().micros();
      days.add(new DaySpend(budget, spent_CH[c], chances_CH[c]));
    }
    return days;
  }

  private void advance(Instant to) {
    while (!coming.isEmpty() && !coming.peek().time().isAfter(to)) {
      Billable event = coming.poll();
      now = event.time();
      if (ledger.charge(event.reservation(), "e", event.price()) instanceof Settlement.Charged paid
          && event.day()) {
        LocalDateTime local = localTime(event.campaign());
        int hour = local.toLocalDate().equals(measured) ? local.getHour() : DaySpend.HOURS - 1;
        spent_CH[event.campaign()][hour] += paid.amount().micros();
      }
    }
    now = to;
  }

  private LocalDateTime localTime(int campaign) {
    return LocalDateTime.ofInstant(now, SimulatedMarket.ZONES.get(zone_C[campaign]));
  }

  private void answer(Request request) {
    for (int z = 0; z < local_Z.length; z++) {
      local_Z[z] = LocalDateTime.ofInstant(now, SimulatedMarket.ZONES.get(z));
    }
    Throttle throttle = gate.turn(request);
    RoaringBitmap eligible =
        eligibility.eligible(
            new EligibilityQuery(
                request,
                ledger::canSpend,
                FrequencyCounts.NONE,
                Blocks.NONE,
                campaign -> {
                  chance(campaign);
                  return throttle.admits(campaign);
                }));
    Outcome outcome =
        auction.run(
            considered(eligible, request),
            request.slots(),
            Money.micros(10_000, "EUR"),
            luck.of(request.id()));
    show(request, outcome);
  }

  private void chance(Campaign campaign) {
    int c = market.catalogue().campaignIndex(campaign.id());
    LocalDateTime local = local_Z[zone_C[c]];
    if (local.toLocalDate().equals(measured)) {
      chances_CH[c][local.getHour()]++;
    }
  }

  /** What recall would propose: some of those eligible, each with its appeal to this request. */
  private List<Candidate> considered(RoaringBitmap eligible, Request request) {
    Seed own = luck.of(request.id());
    int[] all = eligible.toArray();
    List<Candidate> candidates = new ArrayList<>();
    var random = own.of("recall").generator();
    for (int i = 0; i < Math.min(CONSIDERED, all.length); i++) {
      int j = i + random.nextInt(all.length - i);
      int ad = all[j];
      all[j] = all[i];
      double pCTR = Math.min(.9, market.pCTR_C()[ad] * appeal(own, ad));
      candidates.add(Candidate.of(market.catalogue(), ad, pCTR, 0));
    }
    return candidates;
  }

  /** A factor of mean 1, the same for the same request and ad whatever the policy. */
  private static double appeal(Seed request, int ad) {
    double u = Math.max(1e-12, uniform(request, ad));
    return -Math.log(u);
  }

  private static double uniform(Seed request, int ad) {
    return (request.of(ad).value() >>> 11) * 0x1p-53;
  }

  private void show(Request request, Outcome outcome) {
    List<Claim> claims = new ArrayList<>();
    for (Lot.Won won : outcome.winners()) {
      Campaign campaign = market.campaign(won.contender().campaign());
      claims.add(
          new Claim(
              reservation(request, won),
              campaign.id(),
              Billing.expectedCharge(campaign.objective(), won.price(), won.pCTR(), 0),
              now.plus(HOLD)));
    }
    List<Claim> granted;
    try (var held = ledger.hold(claims)) {
      granted = List.copyOf(held.result());
      held.commit();
    }
    for (int i = 0; i < claims.size(); i++) {
      if (granted.contains(claims.get(i))) {
        bill(request, outcome.winners().get(i));
      }
    }
  }

  private static String reservation(Request request, Lot.Won won) {
    return request.id() + "#" + won.contender().candidate().ad();
  }

  private void bill(Request request, Lot.Won won) {
    int c = won.contender().campaign();
    Objective objective = market.campaign(c).objective();
    Seed own = luck.of(request.id()).of("click");
    Duration delay = Duration.ofSeconds(1);
    if (objective == Objective.CLICK) {
      if (uniform(own, c) >= won.pCTR()) {
        return;
      }
      delay = Duration.ofMillis(3_000 + (long) (57_000 * uniform(own, -c - 1)));
    }
    coming.add(
        new Billable(
            now.plus(delay),
            reservation(request, won),
            c,
            Billing.charge(objective, won.price()),
            local_Z[zone_C[c]].toLocalDate().equals(measured)));
  }
}
