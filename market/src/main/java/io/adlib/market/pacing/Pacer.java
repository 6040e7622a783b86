package io.adlib.market.pacing;

import io.adlib.core.Campaign;
import io.adlib.core.Campaign.Pacing;
import io.adlib.core.Catalogue;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.market.eligibility.Throttle;
import io.adlib.market.ledger.Balance;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Paces the campaigns that ask for {@link Pacing#EVEN}: for each request it decides which of them
 * sit it out, before any candidate is chosen. A campaign takes part with its probability of the
 * moment, by a draw from the seed, the request and the campaign, so a decision can be repeated and
 * explained. Thread-safe.
 */
public final class Pacer {

  /** What campaigns have spent; {@code ledger::balance} is one. */
  @FunctionalInterface
  public interface Accounts {
    /** A campaign's money on the day of {@code now}. */
    Balance balance(Campaign campaign, Instant now);
  }

  private final Accounts accounts;
  private final Seed seed;
  private volatile Paced paced = new Paced(Map.of(), Map.of());

  private record Paced(Map<String, CampaignPacer> pacers, Map<String, ZoneId> zones) {}

  /**
   * @param memories of campaigns that were paced before; others than the catalogue's are dropped
   * @param seed of the draws
   */
  public Pacer(Accounts accounts, Catalogue catalogue, List<PacingMemory> memories, Seed seed) {
    this.accounts = accounts;
    this.seed = seed;
    var known = new HashMap<String, PacingMemory>();
    memories.forEach(memory -> known.put(memory.campaign(), memory));
    var pacers = new HashMap<String, CampaignPacer>();
    for (Campaign campaign : catalogue.campaigns()) {
      PacingMemory memory = known.get(campaign.id());
      if (campaign.pacing() == Pacing.EVEN) {
        pacers.put(
            campaign.id(),
            memory == null ? CampaignPacer.fresh(campaign) : memory.restore(campaign));
      }
    }
    paced = new Paced(Map.copyOf(pacers), zones(catalogue));
  }

  /** From now on, paces this catalogue's campaigns; what was learned of those that stay is kept. */
  public synchronized void use(Catalogue next) {
    var pacers = new HashMap<String, CampaignPacer>();
    for (Campaign campaign : next.campaigns()) {
      CampaignPacer known = paced.pacers.get(campaign.id());
      if (campaign.pacing() == Pacing.EVEN) {
        pacers.put(
            campaign.id(), known == null ? CampaignPacer.fresh(campaign) : known.under(campaign));
      }
    }
    paced = new Paced(Map.copyOf(pacers), zones(next));
  }

  private static Map<String, ZoneId> zones(Catalogue catalogue) {
    var zones = new HashMap<String, ZoneId>();
    catalogue
        .advertisers()
        .forEach(advertiser -> zones.put(advertiser.id(), advertiser.timezone()));
    return Map.copyOf(zones);
  }

  /** Decides who takes part in a request that will be answered; chances are counted. */
  public Turn turn(Request request) {
    return new Turn(paced, request, true);
  }

  /** The same for a request that is only looked at: decides alike and changes nothing. */
  public Turn preview(Request request) {
    return new Turn(paced, request, false);
  }

  /** One request's decisions. Not thread-safe. */
  public final class Turn implements Throttle {

    private final Paced now;
    private final Instant time;
    private final Seed draw;
    private final boolean counts;
    private final Map<String, Double> probabilities = new HashMap<>();

    private Turn(Paced now, Request request, boolean counts) {
      this.now = now;
      this.time = request.time();
      this.draw = seed.of(request.id());
      this.counts = counts;
    }

    @Override
    public boolean admits(Campaign campaign) {
      CampaignPacer pacer = campaign.pacing() == Pacing.EVEN ? now.pacers.get(campaign.id()) : null;
      if (pacer == null) {
        return true;
      }
      if (counts && pacer.isDue(time)) {
        pacer.step(
            time,
            now.zones.getOrDefault(campaign.advertiser(), java.time.ZoneOffset.UTC),
            accounts.balance(campaign, time));
      }
      double p = probabilities.computeIfAbsent(campaign.id(), _ -> pacer.probability());
      boolean takesPart = uniform(campaign.id()) < p;
      if (counts) {
        pacer.count(takesPart);
      }
      return takesPart;
    }

    /** The probability with which a campaign took part, if it is paced and could be shown. */
    public OptionalDouble probability(String campaign) {
      Double p = probabilities.get(campaign);
      return p == null ? OptionalDouble.empty() : OptionalDouble.of(p);
    }

    private double uniform(String campaign) {
      return (draw.of(campaign).value() >>> 11) * 0x1p-53;
    }
  }

  /** How every paced campaign stands, by id. */
  public List<PacingState> states(Instant now) {
    var states = new ArrayList<PacingState>();
    paced.pacers.values().stream()
        .sorted(java.util.Comparator.comparing(pacer -> pacer.campaign().id()))
        .forEach(pacer -> states.add(pacer.state(accounts.balance(pacer.campaign(), now))));
    return states;
  }

  /** What is to be remembered over a restart. */
  public List<PacingMemory> memories() {
    return paced.pacers.values().stream().map(CampaignPacer::memory).toList();
  }
}
