package io.adlib.bench.ranker;

import io.adlib.core.Event;
import io.adlib.core.UserState;
import io.adlib.infer.ranker.Ranker;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.Visit;
import io.adlib.market.simulate.Traffic;
import io.adlib.sid.feature.FeatureSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long valuing 200 ads takes at a request of a user with the history of four days. */
final class ServingTime {

  private static final int CANDIDATES = 200;
  private static final int REQUESTS = 4000;
  private final DemoMarket market;
  private final Ranker ranker;

  ServingTime(DemoMarket market, FeatureSet features, Path safetensors) {
    this.market = market;
    ranker = Ranker.load(safetensors, features);
  }

  String measure() {
    Map<String, List<Event>> histories = new HashMap<>();
    var visits = new ArrayList<Visit>();
    var traffic = new Traffic(market);
    for (int day = 0; day < Math.min(4, market.scale().days()); day++) {
      for (Visit visit : traffic.day(day)) {
        histories
            .computeIfAbsent(visit.request().user(), _ -> new ArrayList<>())
            .addAll(visit.organic());
        visits.add(visit);
      }
    }
    int[] ads = new int[Math.min(CANDIDATES, market.catalogue().ads().size())];
    double[] micros = new double[REQUESTS];
    double sum = 0;
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < REQUESTS; i++) {
        Visit visit = visits.get(visits.size() - 1 - i % visits.size());
        List<Event> history = histories.getOrDefault(visit.request().user(), List.of());
        var state =
            new UserState(
                UserState.unknown(visit.request().user()).user(),
                history.subList(Math.max(0, history.size() - UserState.MEMORY), history.size()));
        for (int c = 0; c < ads.length; c++) {
          ads[c] = (i * 37 + c * 19) % market.catalogue().ads().size();
        }
        long start = System.nanoTime();
        sum += ranker.value(state, visit.request(), ads).pClick()[0];
        micros[i] = (System.nanoTime() - start) / 1e3;
      }
    }
    Arrays.sort(micros);
    return String.format(
        Locale.ROOT,
        "Serving: %d ads valued a request in %.0f µs (median), %.0f µs (99th percentile), one"
            + " thread, second pass over %d requests; mean pCTR %.4f.%n",
        ads.length,
        micros[REQUESTS / 2],
        micros[REQUESTS * 99 / 100],
        REQUESTS,
        sum / REQUESTS / 2);
  }
}
