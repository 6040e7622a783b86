package io.adlib.market.simulate;

import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.core.Slate;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.Truth;
import io.adlib.market.demo.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The ad server that was there before: at each position it shows a random ad, a popular one, or one
 * of a category that the user lately read about or searched for. The propensity of each choice is
 * exact: the probability of that ad at that position, given the positions above it. Within a
 * category the popular are shown more. Shows only what targeting, flight and consent allow, and no
 * ad twice in a slate; it knows no budgets and caps. Not thread-safe.
 */
final class LoggingPolicy {

  static final double RANDOM = 0.10;
  static final double POPULAR = 0.20;
  private static final int MEMORY = 6;

  private final DemoMarket market;
  private final Catalogue catalogue;
  private final Seed seed;
  private final double[] popularity_A;
  private final int[] category_A;
  private final int categories;
  private final Map<Place, Eligible> eligible = new HashMap<>();
  private final Map<String, List<Integer>> recent = new HashMap<>();

  private Instant eligibleOn = Instant.EPOCH;

  private record Place(String placement, String device, String country) {}

  /** The ads allowed at a place on a day, all and by category. */
  private record Eligible(WeightedAds all, List<WeightedAds> ofCategory) {}

  LoggingPolicy(DemoMarket market) {
    this.market = market;
    catalogue = market.catalogue();
    seed = market.seed().of("logging");
    RandomGenerator random = seed.of("popularity").generator();
    popularity_A = new double[catalogue.ads().size()];
    category_A = new int[catalogue.ads().size()];
    int most = 0;
    for (int ad = 0; ad < popularity_A.length; ad++) {
      popularity_A[ad] = Math.exp(1.2 * market.truth().quality(ad) + 0.7 * random.nextGaussian());
      category_A[ad] = Truth.categoryOfTopic(market.truth().topicOf(ad));
      most = Math.max(most, category_A[ad] + 1);
    }
    categories = most;
  }

  /** Hears what a user did before asking for ads. */
  void observe(Visit visit) {
    List<Integer> seen = recent.computeIfAbsent(visit.request().user(), _ -> new ArrayList<>());
    for (Event event : visit.organic()) {
      int topic = market.truth().topicOf(event);
      if (topic >= 0) {
        seen.add(Truth.categoryOfTopic(topic));
      }
    }
    if (seen.size() > MEMORY) {
      seen.subList(0, seen.size() - MEMORY).clear();
    }
  }

  Slate slate(Request request) {
    RandomGenerator random = seed.of(request.id()).generator();
    Eligible allowed = eligible(request.environment(), request.time());
    List<Integer> interests =
        request.consent() ? recent.getOrDefault(request.user(), List.of()) : List.of();
    var chosen = new HashSet<Integer>();
    var positions = new ArrayList<Slate.Position>();
    while (positions.size() < request.slots() && chosen.size() < allowed.all().size()) {
      List<Integer> open =
          interests.stream()
              .filter(c -> allowed.ofCategory().get(c).left(chosen, category_A) > 0)
              .toList();
      int ad = choose(allowed, open, chosen, random);
      positions.add(position(ad, propensity(ad, allowed, open, chosen)));
      chosen.add(ad);
    }
    return new Slate(request.id(), "logging", positions);
  }

  /** How many ads it may show there. */
  int allowed(Request request) {
    return eligible(request.environment(), request.time()).all().size();
  }

  private int choose(
      Eligible allowed, List<Integer> open, Set<Integer> chosen, RandomGenerator random) {
    double part = random.nextDouble();
    if (part < RANDOM || (part >= RANDOM + POPULAR && open.isEmpty())) {
      return allowed.all().uniform(chosen, random);
    }
    if (part < RANDOM + POPULAR) {
      return allowed.all().popular(chosen, random);
    }
    return allowed.ofCategory().get(open.get(random.nextInt(open.size()))).popular(chosen, random);
  }

  /** The probability of the ad among those not yet chosen, over all ways to choose it. */
  private double propensity(int ad, Eligible allowed, List<Integer> open, Set<Integer> chosen) {
    double uniform = 1.0 / allowed.all().left(chosen, category_A);
    double popular = popularity_A[ad] / allowed.all().weightLeft(chosen, category_A);
    double matching = 0;
    for (int category : open) {
      if (category == category_A[ad]) {
        double weight = allowed.ofCategory().get(category).weightLeft(chosen, category_A);
        matching += popularity_A[ad] / weight / open.size();
      }
    }
    double rest = 1 - RANDOM - POPULAR;
    return Math.min(
        1, RANDOM * uniform + POPULAR * popular + rest * (open.isEmpty() ? uniform : matching));
  }

  private Slate.Position position(int ad, double propensity) {
    Campaign campaign = catalogue.campaign(ad);
    return new Slate.Position(
        catalogue.ads().get(ad).id(),
        campaign.id(),
        0,
        0,
        Money.zero(catalogue.rates().base()),
        campaign.bid(),
        propensity,
        List.of("logging"));
  }

  private Eligible eligible(Environment where, Instant time) {
    Instant midnight = time.truncatedTo(java.time.temporal.ChronoUnit.DAYS);
    if (!midnight.equals(eligibleOn)) {
      eligible.clear();
      eligibleOn = midnight;
    }
    return eligible.computeIfAbsent(
        new Place(where.placement(), where.device(), where.country()),
        place -> allowed(place, midnight));
  }

  private Eligible allowed(Place place, Instant midnight) {
    Instant nextMidnight = midnight.plus(Duration.ofDays(1));
    var allowed = new ArrayList<Integer>();
    List<List<Integer>> ofCategory = new ArrayList<>();
    for (int c = 0; c < categories; c++) {
      ofCategory.add(new ArrayList<>());
    }
    for (int ad = 0; ad < category_A.length; ad++) {
      Campaign campaign = catalogue.campaign(ad);
      var targeting = campaign.targeting();
      if (campaign.flight().contains(midnight)
          && campaign.flight().contains(nextMidnight)
          && allows(targeting.placements(), place.placement())
          && allows(targeting.devices(), place.device())
          && allows(targeting.countries(), place.country())) {
        allowed.add(ad);
        ofCategory.get(category_A[ad]).add(ad);
      }
    }
    return new Eligible(
        WeightedAds.of(-1, allowed, popularity_A),
        IntStream.range(0, categories)
            .mapToObj(c -> WeightedAds.of(c, ofCategory.get(c), popularity_A))
            .toList());
  }

  private static boolean allows(Set<String> targets, String value) {
    return targets.isEmpty() || targets.contains(value);
  }
}
