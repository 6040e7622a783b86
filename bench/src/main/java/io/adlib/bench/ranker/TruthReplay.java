package io.adlib.bench.ranker;

import io.adlib.core.Event;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.Slate;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.Moment;
import io.adlib.market.demo.Visit;
import io.adlib.market.simulate.Exposures;
import io.adlib.market.simulate.Shopper;
import io.adlib.market.simulate.Traffic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Plays a demo market's history again, with the slates its log tells, to learn the exact
 * probabilities, fatigue included, of every impression of its last two days.
 */
final class TruthReplay {

  /**
   * @param top pClick had the ad been at the top
   * @param click pClick where it was
   * @param conversion pConversion of a click
   */
  record Chances(double top, double click, double conversion) {}

  private final DemoMarket market;
  private final Map<String, List<Event>> impressions = new HashMap<>();

  TruthReplay(DemoMarket market) {
    this.market = market;
  }

  /** Takes every event of the log, oldest first. */
  void accept(Event event) {
    if (event.kind() == Event.Kind.IMPRESSION) {
      impressions.computeIfAbsent(event.request().orElse(""), _ -> new ArrayList<>(4)).add(event);
    }
  }

  /** Request id and ad, as one key. */
  static String key(Event impression) {
    return impression.request().orElse("") + "/" + impression.subject();
  }

  /** The chances of the last two days' impressions, by {@link #key}. */
  Map<String, Chances> chances() {
    var exposures = new Exposures(market.catalogue());
    var shopper = new Shopper(market, exposures);
    var traffic = new Traffic(market);
    var chances = new HashMap<String, Chances>();
    int days = market.scale().days();
    for (int day = 0; day < days; day++) {
      for (Visit visit : traffic.day(day)) {
        Request request = visit.request();
        List<Event> shown = impressions.getOrDefault(request.id(), List.of());
        if (day >= days - 2) {
          Moment moment = market.truth().at(request);
          int user = market.truth().userNumber(request.user());
          for (Event event : shown) {
            int ad = market.catalogue().adIndex(event.subject());
            int position = event.position().orElse(0);
            double fatigue = exposures.fatigue(user, ad, request.time());
            chances.put(
                key(event),
                new Chances(
                    moment.pClick(ad, 0, fatigue),
                    moment.pClick(ad, position, fatigue),
                    moment.pConversion(ad)));
          }
        }
        shopper.respond(request, slate(request, shown));
      }
    }
    return chances;
  }

  private Slate slate(Request request, List<Event> shown) {
    var positions = new ArrayList<Slate.Position>();
    for (Event event : shown) {
      String campaign =
          market.catalogue().campaign(market.catalogue().adIndex(event.subject())).id();
      positions.add(
          new Slate.Position(
              event.subject(),
              campaign,
              0,
              0,
              Money.zero("EUR"),
              Money.zero("EUR"),
              event.propensity().orElse(1),
              List.of()));
    }
    return new Slate(request.id(), "replay", positions);
  }
}
