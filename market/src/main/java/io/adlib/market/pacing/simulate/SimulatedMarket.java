package io.adlib.market.pacing.simulate;

import io.adlib.core.Ad;
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
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * Campaigns of one advertiser and one ad each, two thirds paid per thousand impressions, one third
 * per click, with targeting, bids, appeal and time zones drawn from a seed. Immutable and
 * thread-safe.
 *
 * @param catalogue the campaigns with their budgets
 * @param pCTR_C each campaign's usual click probability in the first place
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; never changed
record SimulatedMarket(Catalogue catalogue, double[] pCTR_C) {

  static final List<ZoneId> ZONES =
      List.of(
          ZoneId.of("Europe/Berlin"),
          ZoneId.of("Europe/London"),
          ZoneId.of("America/New_York"),
          ZoneId.of("America/Los_Angeles"),
          ZoneId.of("Asia/Tokyo"));

  private static final String CURRENCY = "EUR";

  /**
   * @param budgets daily budget of each campaign, by number
   */
  static SimulatedMarket of(int campaigns, Instant start, Seed seed, IntFunction<Money> budgets) {
    List<Advertiser> whos = new ArrayList<>();
    List<Campaign> terms = new ArrayList<>();
    List<Ad> ads = new ArrayList<>();
    double[] pCTR_C = new double[campaigns];
    Flight flight = new Flight(start.minus(Duration.ofDays(9)), start.plus(Duration.ofDays(30)));
    for (int c = 0; c < campaigns; c++) {
      RandomGenerator random = seed.of("campaign").of(c).generator();
      String id = "c%03d".formatted(c);
      whos.add(new Advertiser("v" + id, id, ZONES.get(random.nextInt(ZONES.size()))));
      boolean perClick = c % 3 == 0;
      pCTR_C[c] = Math.clamp((perClick ? .2 : .1) * Math.exp(.35 * random.nextGaussian()), .03, .4);
      double usual = perClick ? .12 : 20;
      Money bid =
          Money.micros(
              Math.round(usual * Math.exp(.4 * random.nextGaussian()) * Money.MICROS), CURRENCY);
      terms.add(
          new Campaign(
              id,
              "v" + id,
              perClick ? Objective.CLICK : Objective.IMPRESSION,
              bid,
              budgets.apply(c),
              flight,
              targeting(perClick, random),
              List.of(),
              Pacing.EVEN));
      ads.add(ad(c, id, start));
    }
    return new SimulatedMarket(
        new Catalogue(whos, terms, ads, List.of(), ExchangeRates.single(CURRENCY)), pCTR_C);
  }

  /** Those paid per click stand in all placements: a budget of clicks needs many impressions. */
  private static Targeting targeting(boolean perClick, RandomGenerator random) {
    return new Targeting(
        perClick ? Set.of() : some(SimulatedTraffic.PLACEMENTS, 3, random),
        random.nextInt(2) == 0 ? Set.of() : some(SimulatedTraffic.DEVICES, 2, random),
        random.nextInt(3) == 0 ? Set.of() : some(SimulatedTraffic.COUNTRIES, 2, random));
  }

  private static Set<String> some(List<String> values, int most, RandomGenerator random) {
    Set<String> chosen = new HashSet<>();
    for (int i = 1 + random.nextInt(most); i > 0; i--) {
      // the first values are the frequent ones
      chosen.add(
          values.get(Math.min(random.nextInt(values.size()), random.nextInt(values.size()))));
    }
    return chosen;
  }

  private static Ad ad(int number, String campaign, Instant start) {
    return new Ad("a" + number, campaign, "", "", List.of(), "", Optional.empty(), "", "", start);
  }

  Campaign campaign(int number) {
    return catalogue.campaigns().get(number);
  }

  int size() {
    return pCTR_C.length;
  }
}
