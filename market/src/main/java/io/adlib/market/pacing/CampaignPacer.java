package io.adlib.market.pacing;

import io.adlib.core.Campaign;
import io.adlib.core.Money;
import io.adlib.market.ledger.Balance;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * One campaign's share of the requests it could be shown to. Every minute it plans anew, from what
 * the ledger says is committed and what the day's traffic is expected to bring:
 *
 * <pre>
 * p = wanted / (v · n)     wanted  what the ideal curve rises over the next twenty-fifth of a day's
 *                                  traffic, and what is committed less than the curve says now
 *                          v       money committed a chance that was taken, lately
 *                          n       chances to come meanwhile: the learned share of the day, times
 *                                  the level at which traffic lately came
 * </pre>
 *
 * clipped to [0,1], and never more than twice what it was a minute ago. The ideal curve leads from
 * an anchor to the whole budget along the learned {@link TrafficShape}, to end a hundredth of the
 * day's traffic before the day or the flight does. The anchor is where the day or the flight began.
 *
 * <p>Nothing winds up. When the campaign is further from the curve than a seventh of its budget
 * (because demand or traffic was missing while the throttle stood open, or a budget was changed),
 * the anchor moves to where it stands: what such hours left unspent is spread over all that is
 * still to come, and never made up for in a burst. What is remembered besides are two ratios of
 * things that happened. (Probabilistic throttling: Agarwal et al., KDD 2014; Xu et al.,
 * arXiv:1506.05851. Moving the anchor is back-calculation, Åström and Hägglund 1995, at its
 * strongest.)
 *
 * <p>Thread-safe: chances are counted without a lock; plans are made under the pacer's own.
 */
final class CampaignPacer {

  /** Probability while nothing is known, which is looked at more often. */
  static final double START = 1;

  /** Where the probability may always rise to. */
  private static final double LEAST = .01;

  private static final Duration STEP = Duration.ofMinutes(1);
  private static final Duration FIRST_STEPS = Duration.ofSeconds(5);

  /** Share of a day's traffic, at its end, that is not planned with. */
  private static final double LEAD = .01;

  /** Shares of a day's traffic over which the level and the value are followed. */
  private static final double LEVEL_WINDOW = .04;

  /** The same for traffic that grows, which is believed sooner: less is then taken of it. */
  private static final double FRESH_WINDOW = .01;

  private static final double VALUE_WINDOW = .08;
  private static final double LEVEL_BELIEF = .02;

  /** Share of a day's traffic that a plan looks ahead. */
  private static final double HORIZON = .04;

  /** Share of the budget from the ideal curve at which the curve is given up. */
  private static final double MOST_BEHIND = .15;

  /** Chances taken before the value of one is believed. */
  private static final double ENOUGH = 10;

  /** Chances taken of which none is forgotten, however long ago they were. */
  private static final double MANY = 200;

  private final Campaign campaign;
  private final LongAdder chances = new LongAdder();
  private final LongAdder taken = new LongAdder();
  private final Recent level = new Recent();
  private final Recent freshLevel = new Recent();
  private final Recent value = new Recent();
  private final long[] today = new long[TrafficShape.SLOTS];

  private TrafficShape shape;
  private LocalDate day = LocalDate.MIN;
  private int watchedFrom;
  private double second = -1;
  private long committed;
  private long planned = -1;
  private double anchor;
  private long anchored;
  private volatile double probability;
  private volatile long nextStep = Long.MIN_VALUE;

  CampaignPacer(Campaign campaign, TrafficShape shape, double probability, double value) {
    this.campaign = campaign;
    this.shape = shape;
    this.probability = probability;
    if (value > 0) {
      this.value.believe(value, ENOUGH);
    }
  }

  /** A campaign of which nothing is known. */
  static CampaignPacer fresh(Campaign campaign) {
    return new CampaignPacer(campaign, TrafficShape.unknown(), START, 0);
  }

  Campaign campaign() {
    return campaign;
  }

  double probability() {
    return probability;
  }

  void count(boolean takesPart) {
    chances.increment();
    if (takesPart) {
      taken.increment();
    }
  }

  boolean isDue(Instant now) {
    return now.toEpochMilli() >= nextStep;
  }

  /** Plans anew, if it is time. */
  synchronized void step(Instant now, ZoneId zone, Balance balance) {
    if (!isDue(now)) {
      return;
    }
    ZonedDateTime local = now.atZone(zone);
    double at = local.toLocalTime().toNanoOfDay() / 1e9;
    long came = chances.sumThenReset();
    long took = taken.sumThenReset();
    long all = balance.spent().plus(balance.held()).micros();
    if (!local.toLocalDate().equals(day)) {
      begin(local.toLocalDate(), at, all);
    } else if (second < 0) {
      resume(at, all);
    }
    double share = shape.between(second, at);
    today[TrafficShape.slot(local.toLocalTime())] += came;
    level.add(came, share, Math.exp(-share / LEVEL_WINDOW));
    freshLevel.add(came, Math.min(share, FRESH_WINDOW), Math.exp(-share / FRESH_WINDOW));
    value.add(
        all - committed, took, Math.max(Math.exp(-share / VALUE_WINDOW), value.keeping(MANY)));
    second = at;
    committed = all;
    Duration pause = value.measure() < ENOUGH ? FIRST_STEPS : STEP;
    nextStep = now.toEpochMilli() + pause.toMillis();
    plan(balance.budget().micros(), end(local));
  }

  /** A new day: the old one's traffic is learned; a first day begins where it begins. */
  private void begin(LocalDate date, double at, long all) {
    boolean follows = date.minusDays(1).equals(day);
    shape = shape.with(today, watchedFrom);
    Arrays.fill(today, 0);
    watchedFrom = follows ? 0 : (int) (at / 86_400 * TrafficShape.SLOTS);
    resume(follows ? 0 : at, all);
    day = date;
  }

  /** Follows the level and the money from here on. */
  private void resume(double at, long all) {
    if (shape.isKnown()) {
      level.believe(shape.daily(), LEVEL_BELIEF);
      freshLevel.believe(shape.daily(), LEVEL_BELIEF);
    }
    second = at;
    committed = all;
    planned = -1;
  }

  private double end(ZonedDateTime local) {
    Instant midnight = local.toLocalDate().plusDays(1).atStartOfDay(local.getZone()).toInstant();
    Instant end = campaign.flight().end();
    return end.isBefore(midnight)
        ? end.atZone(local.getZone()).toLocalTime().toSecondOfDay()
        : 86_400;
  }

  /**
   * @param budget of the day, micros
   * @param end second of the day at which the campaign's day ends
   */
  private void plan(long budget, double end) {
    double last = Math.max(anchor, shape.secondOf(shape.upTo(end) - LEAD));
    double ahead = ideal(budget, second, last) - committed;
    if (budget != planned || Math.abs(ahead) > MOST_BEHIND * budget) {
      anchor(budget);
      ahead = 0;
    }
    if (committed >= budget || value.measure() < ENOUGH || !level.isKnown()) {
      return; // without money the ledger says no anyway
    }
    double next = Math.min(last, shape.secondOf(shape.upTo(second) + HORIZON));
    double wanted = ideal(budget, next, last) - ideal(budget, second, last) + ahead;
    double able =
        value.ratio() * Math.max(level.ratio(), freshLevel.ratio()) * shape.between(second, next);
    double p = able <= wanted || next <= second ? 1 : Math.max(0, wanted) / able;
    probability = Math.min(p, Math.max(2 * probability, LEAST));
  }

  /** From here on the budget is spread anew over what is left of the day. */
  private void anchor(long budget) {
    planned = budget;
    anchor = second;
    anchored = committed;
  }

  /**
   * Micros that should be committed by a second: from the anchor to all of it, with the traffic.
   */
  private double ideal(long budget, double at, double last) {
    double all = shape.between(anchor, last);
    double share = all <= 0 ? 1 : Math.min(1, shape.between(anchor, at) / all);
    return anchored + share * Math.max(0, budget - anchored);
  }

  synchronized PacingState state(Balance balance) {
    long counted = Arrays.stream(today).sum() + chances.sum();
    Money budget = balance.budget();
    return new PacingState(
        campaign.id(),
        balance.day(),
        probability,
        budget,
        balance.spent(),
        balance.held(),
        day.equals(balance.day()) ? shape.upTo(second) : 0,
        counted,
        shape.daily());
  }

  /** What is to be remembered over a restart. */
  synchronized PacingMemory memory() {
    return new PacingMemory(
        campaign.id(),
        day,
        probability,
        value.ratio(),
        shape.daily(),
        shape.share(),
        today.clone());
  }

  /** The same for terms that changed: what was learned stays. */
  synchronized CampaignPacer under(Campaign terms) {
    return terms.equals(campaign) ? this : memory().restore(terms);
  }

  /**
   * Goes on within a day of which so much was counted before; the next step takes it from there.
   */
  CampaignPacer within(LocalDate date, long[] counts) {
    day = date;
    System.arraycopy(counts, 0, today, 0, today.length);
    return this;
  }
}
