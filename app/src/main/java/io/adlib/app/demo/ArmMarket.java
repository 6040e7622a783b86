package io.adlib.app.demo;

import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.core.Slate;
import io.adlib.core.UserState;
import io.adlib.evaluate.lift.EligibleAds;
import io.adlib.evaluate.lift.Offer;
import io.adlib.evaluate.lift.Seller;
import io.adlib.market.auction.Auction;
import io.adlib.market.auction.Candidate;
import io.adlib.market.auction.Lot;
import io.adlib.market.eligibility.Blocks;
import io.adlib.market.eligibility.Eligibility;
import io.adlib.market.eligibility.EligibilityQuery;
import io.adlib.market.frequency.FrequencyCounter;
import io.adlib.market.frequency.FrequencyCounts;
import io.adlib.market.ledger.Claim;
import io.adlib.market.ledger.Ledger;
import io.adlib.market.ledger.MemoryJournal;
import io.adlib.market.ledger.Settlement;
import io.adlib.market.simulate.Billing;
import io.adlib.serve.state.StateConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One arm's money and rules: the same eligibility, auction and ledger as in serving, in memory, on
 * the arm's own clock and with budgets of its own. Not thread-safe.
 */
final class ArmMarket implements Seller, Billing, EligibleAds {

  private final Catalogue catalogue;
  private final Eligibility eligibility;
  private final Auction auction;
  private final Ledger ledger;
  private final FrequencyCounter seen;
  private final SimulatedClock clock;
  private final Seed seed;
  private final String name;

  ArmMarket(String name, Catalogue catalogue, SimulatedClock clock, int users, Seed seed) {
    this.name = name;
    this.catalogue = catalogue;
    this.clock = clock;
    this.seed = seed;
    eligibility = Eligibility.of(catalogue);
    auction = new Auction(catalogue);
    ledger = Ledger.recover(List.of(), catalogue, clock, new MemoryJournal());
    seen = new FrequencyCounter(catalogue, users);
  }

  Ledger ledger() {
    return ledger;
  }

  FrequencyCounts seenBy(String user) {
    return seen.of(user);
  }

  @Override
  public int[] at(Request request, UserState user) {
    clock.advanceTo(request.time());
    return eligibility
        .eligible(
            new EligibilityQuery(request, ledger::canSpend, seenBy(request.user()), Blocks.NONE))
        .toArray();
  }

  @Override
  public Slate sell(Request request, UserState user, List<Offer> offers) {
    var candidates = new ArrayList<Candidate>();
    for (Offer offer : offers) {
      candidates.add(Candidate.of(catalogue, offer.ad(), offer.pClick(), offer.pConversion()));
    }
    var outcome =
        auction.run(
            candidates,
            request.slots(),
            Money.zero(catalogue.rates().base()),
            seed.of(request.id()));
    return new Slate(
        request.id(), name, hold(request, outcome.winners().stream().map(this::position).toList()));
  }

  private Slate.Position position(Lot.Won won) {
    var candidate = won.contender().candidate();
    return new Slate.Position(
        catalogue.ads().get(candidate.ad()).id(),
        catalogue.campaign(candidate.ad()).id(),
        candidate.pCTR(),
        candidate.pCVR(),
        won.worth(),
        won.price(),
        1,
        List.of(name));
  }

  /** Moves the arm's clock on. */
  void advanceTo(java.time.Instant moment) {
    clock.advanceTo(moment);
  }

  /** Those positions for which the campaign's budget can be held. */
  List<Slate.Position> hold(Request request, List<Slate.Position> positions) {
    clock.advanceTo(request.time());
    List<Claim> claims = new ArrayList<>();
    for (Slate.Position position : positions) {
      Campaign campaign = campaign(position);
      claims.add(
          new Claim(
              request.id() + "/" + position.ad(),
              campaign.id(),
              io.adlib.market.auction.Billing.expectedCharge(
                  campaign.objective(), position.price(), position.pCTR(), position.pCVR()),
              clock.instant().plus(StateConfig.DEFAULT.money(campaign.objective())),
              clock.instant().plus(StateConfig.DEFAULT.hold(campaign.objective()))));
    }
    Set<String> granted;
    try (var held = ledger.hold(claims)) {
      granted = held.result().stream().map(Claim::reservation).collect(Collectors.toSet());
      held.commit();
    }
    return positions.stream()
        .filter(position -> granted.contains(request.id() + "/" + position.ad()))
        .toList();
  }

  @Override
  public Money charge(Event event, Slate.Position position) {
    clock.advanceTo(event.time());
    seen.record(event);
    Campaign campaign = campaign(position);
    if (event.kind() != io.adlib.market.auction.Billing.event(campaign.objective())) {
      return Money.zero(position.price().currency());
    }
    Settlement settlement =
        ledger.charge(
            event.request().orElseThrow() + "/" + position.ad(),
            event.id(),
            io.adlib.market.auction.Billing.charge(campaign.objective(), position.price()));
    return settlement instanceof Settlement.Charged charged
        ? charged.amount()
        : Money.zero(position.price().currency());
  }

  private Campaign campaign(Slate.Position position) {
    return catalogue.campaigns().get(catalogue.campaignIndex(position.campaign()));
  }
}
