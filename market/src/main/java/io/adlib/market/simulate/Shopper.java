package io.adlib.market.simulate;

import io.adlib.core.Ad;
import io.adlib.core.Event;
import io.adlib.core.InputException;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.core.Slate;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The shoppers of one world: they look at a slate and click and buy as the {@link
 * io.adlib.market.demo.Truth} says. Luck is common to all worlds of a market: whether an ad is
 * clicked at a request depends only on the seed, the request, the ad and its probability there, so
 * that policies are compared on the same users with the same luck. Fatigue is each world's own. Not
 * thread-safe.
 */
public final class Shopper {

  private final DemoMarket market;
  private final Seed luck;
  private final Exposures exposures;

  /** Shoppers who have seen no ads yet. */
  public Shopper(DemoMarket market) {
    this(market, new Exposures(market.catalogue()));
  }

  /** Shoppers with a memory, as a {@link History} leaves them; it is used, not copied. */
  public Shopper(DemoMarket market, Exposures exposures) {
    this.market = market;
    this.luck = market.seed().of("luck");
    this.exposures = exposures;
  }

  /** What they remember. */
  public Exposures exposures() {
    return exposures;
  }

  /**
   * What follows from showing a slate: an impression for each position, clicks, carts, conversions,
   * in order of time. A conversion may come hours later than its click.
   *
   * @throws InputException if the user or an ad is not of this market
   */
  public List<Event> respond(Request request, Slate slate) {
    int user = market.truth().userNumber(request.user());
    Moment moment = market.truth().at(request);
    var events = new ArrayList<Event>();
    var fatigues = new double[slate.positions().size()];
    for (int p = 0; p < fatigues.length; p++) {
      fatigues[p] = exposures.fatigue(user, number(slate.positions().get(p)), request.time());
    }
    for (int p = 0; p < fatigues.length; p++) {
      Slate.Position position = slate.positions().get(p);
      int ad = number(position);
      exposures.shown(user, ad, request.time());
      Seed own = luck.of(request.id()).of(ad);
      Instant time = request.time().plusMillis(80 + 20L * p);
      events.add(event(Event.Kind.IMPRESSION, time, request, position, p, ad));
      if (uniform(own, 0) >= moment.pClick(ad, p, fatigues[p])) {
        continue;
      }
      time = time.plusMillis(1_500 + (long) (40_000 * uniform(own, 1)));
      events.add(event(Event.Kind.CLICK, time, request, position, p, ad));
      double pConversion = moment.pConversion(ad);
      double wish = uniform(own, 2);
      if (wish < Math.min(1, 2 * pConversion)) {
        time = time.plusMillis(20_000 + (long) (200_000 * uniform(own, 3)));
        events.add(event(Event.Kind.CART, time, request, position, p, ad));
      }
      if (wish < pConversion) {
        double minutes = Math.exp(Math.log(600) * uniform(own, 4));
        time = time.plusMillis((long) (60_000 * minutes));
        events.add(event(Event.Kind.CONVERSION, time, request, position, p, ad));
        exposures.bought(user, ad);
      }
    }
    events.sort(Comparator.comparing(Event::time));
    return events;
  }

  private int number(Slate.Position position) {
    int ad = market.catalogue().adIndex(position.ad());
    if (ad < 0) {
      throw new InputException(
          "the demo market has no ad '" + position.ad() + "'", "serve its own catalogue");
    }
    return ad;
  }

  private Event event(
      Event.Kind kind, Instant time, Request request, Slate.Position position, int p, int ad) {
    Ad shown = market.catalogue().ads().get(ad);
    return new Event(
        request.id() + "-" + letter(kind) + p,
        time,
        request.user(),
        kind,
        shown.id(),
        Optional.of(request.id()),
        OptionalInt.of(p),
        OptionalDouble.of(position.propensity()),
        kind == Event.Kind.CONVERSION ? shown.price() : Optional.empty(),
        request.environment());
  }

  private static char letter(Event.Kind kind) {
    return switch (kind) {
      case CONTENT -> 'o';
      case SEARCH -> 's';
      case IMPRESSION -> 'i';
      case CLICK -> 'c';
      case CART -> 'k';
      case CONVERSION -> 'b';
    };
  }

  /** A number in [0,1) that belongs to the seed and the purpose. */
  static double uniform(Seed seed, int purpose) {
    return (seed.of(purpose).value() >>> 11) * 0x1p-53;
  }
}
