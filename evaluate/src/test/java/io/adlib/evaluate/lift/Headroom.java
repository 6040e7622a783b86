package io.adlib.evaluate.lift;

import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import io.adlib.market.demo.Moment;
import io.adlib.market.demo.Truth;
import io.adlib.market.demo.Visit;
import io.adlib.market.simulate.History;
import io.adlib.market.simulate.Traffic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/**
 * How much there is to learn in a demo market: exact expected click rates of simple policies on
 * live requests, without fatigue. Run {@link #main} for the figures of benchmarks/demo-market.md.
 */
final class Headroom {

  private static final int MEMORY = 12;
  private static final double DECAY = 0.85;
  private static final double NEXT = 8;
  private static final double POPULAR = 12;

  private final DemoMarket market;
  private final Catalogue catalogue;
  private final Truth truth;
  private final AdCounts counts;
  private final Map<String, Deque<Integer>> recent = new HashMap<>();
  private final int categories = Truth.categoryOfTopic(Truth.TOPICS - 1) + 1;

  /** How often a topic was read after another, weighted by how soon. */
  private final double[][] followed = new double[Truth.TOPICS][Truth.TOPICS];

  private final Map<String, double[]> sums = new LinkedHashMap<>();
  private final Map<Event.Kind, Integer> events = new EnumMap<>(Event.Kind.class);
  private int requests;

  Headroom(DemoMarket market) {
    this.market = market;
    catalogue = market.catalogue();
    truth = market.truth();
    counts = new AdCounts(catalogue);
    new History(market).run(this::learn, Progress.SILENT);
  }

  private void learn(Event event) {
    counts.add(event);
    events.merge(event.kind(), 1, Integer::sum);
    int topic = truth.topicOf(event);
    if (topic >= 0) {
      double weight = 1;
      for (int before : seen(event.user())) {
        if (before != topic) {
          followed[before][topic] += weight;
        }
        weight *= DECAY;
      }
      remember(event.user(), topic);
    }
  }

  private void remember(String user, int topic) {
    Deque<Integer> seen = recent.computeIfAbsent(user, _ -> new ArrayDeque<>());
    seen.addFirst(topic);
    if (seen.size() > MEMORY) {
      seen.removeLast();
    }
  }

  private Deque<Integer> seen(String user) {
    return recent.getOrDefault(user, new ArrayDeque<>());
  }

  /** Expected click rate and value per thousand impressions at the bids, by policy. */
  Map<String, double[]> measure(int days, int every) {
    var random = new Random(1);
    var open = new OpenAds(catalogue);
    var best = new BestSlate(catalogue);
    for (int day = 0; day < days; day++) {
      for (Visit visit : new Traffic(market).day(market.scale().days() + day)) {
        Request request = visit.request();
        for (Event event : visit.organic()) {
          if (truth.topicOf(event) >= 0) {
            remember(request.user(), truth.topicOf(event));
          }
        }
        if (random.nextInt(every) != 0) {
          continue;
        }
        requests++;
        Moment moment = truth.at(request);
        int[] ads = open.at(request, io.adlib.core.UserState.unknown(request.user()));
        score("random", ads, request.slots(), moment, _ -> random.nextDouble());
        score("popularity", ads, request.slots(), moment, counts::ctr);
        double[] weights = new double[Truth.TOPICS];
        double[] categoryWeights = new double[categories];
        double weight = 1;
        for (int topic : seen(request.user())) {
          weights[topic] += weight;
          categoryWeights[Truth.categoryOfTopic(topic)] += weight;
          weight *= DECAY;
        }
        score(
            "popular in categories lately read",
            ads,
            request.slots(),
            moment,
            ad -> categoryWeights[Truth.categoryOfTopic(truth.topicOf(ad))] + counts.ctr(ad));
        score(
            "popular in topics lately read",
            ads,
            request.slots(),
            moment,
            ad ->
                weights[truth.topicOf(ad)]
                    + categoryWeights[Truth.categoryOfTopic(truth.topicOf(ad))]
                    + POPULAR * counts.ctr(ad));
        double[] next = next(weights);
        score(
            "the same and what is read afterwards",
            ads,
            request.slots(),
            moment,
            ad ->
                weights[truth.topicOf(ad)]
                    + categoryWeights[Truth.categoryOfTopic(truth.topicOf(ad))]
                    + NEXT * next[truth.topicOf(ad)]
                    + POPULAR * counts.ctr(ad));
        double[] oracle = sums.computeIfAbsent("oracle", _ -> new double[2]);
        BestSlate.Worth worth = best.of(moment, ads, request.slots(), _ -> 0);
        oracle[0] += worth.clicks() / request.slots();
        oracle[1] += worth.revenue() / request.slots() / 1000;
      }
    }
    sums.values()
        .forEach(
            sum -> {
              sum[0] /= requests;
              sum[1] /= requests;
            });
    return sums;
  }

  /** How much each topic is expected next, beyond its share in all that is read. */
  private double[] next(double[] weights) {
    double[] next = new double[Truth.TOPICS];
    for (int from = 0; from < next.length; from++) {
      if (weights[from] > 0) {
        double total = Math.max(1, Arrays.stream(followed[from]).sum());
        for (int to = 0; to < next.length; to++) {
          next[to] += weights[from] * followed[from][to] / total;
        }
      }
    }
    return next;
  }

  private void score(String name, int[] ads, int slots, Moment moment, IntToDoubleFunction score) {
    List<double[]> scored = new ArrayList<>();
    for (int ad : ads) {
      scored.add(new double[] {ad, score.applyAsDouble(ad)});
    }
    scored.sort((a, b) -> Double.compare(b[1], a[1]));
    double[] sum = sums.computeIfAbsent(name, _ -> new double[2]);
    for (int p = 0; p < Math.min(slots, scored.size()); p++) {
      int ad = (int) scored.get(p)[0];
      sum[0] += moment.pClick(ad, p, 0) / slots;
      sum[1] += moment.expectedValue(ad, p, 0, catalogue.campaign(ad).bid()) / slots / 1000;
    }
  }

  int requests() {
    return requests;
  }

  /** Prints the table for a seed, 1 unless given. */
  public static void main(String[] arguments) {
    var seed = new Seed(arguments.length == 0 ? 1 : Long.parseLong(arguments[0]));
    var headroom = new Headroom(DemoMarket.generate(seed, DemoScale.FULL));
    headroom
        .measure(2, 5)
        .forEach(
            (name, sum) ->
                System.out.printf("| %s | %.2f %% | %.1f |%n", name, 100 * sum[0], sum[1]));
    System.out.println(headroom.events);
    System.out.println(headroom.requests() + " requests, seed " + seed.value());
  }
}
