package io.adlib.market.simulate;

import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The event history of a demo market: what all users read, searched, saw, clicked and bought over
 * its days, under the logging policy, in order of time. Every impression and what follows it has
 * its request, position and propensity. Conversions that would come after the history's end are not
 * in it. Run once; not thread-safe.
 */
public final class History {

  private static final Comparator<Event> ORDER =
      Comparator.comparing(Event::time).thenComparing(Event::id);

  private final DemoMarket market;
  private final Shopper shopper;
  private final LoggingPolicy policy;

  /** The history of the market, not yet run. */
  public History(DemoMarket market) {
    this.market = market;
    shopper = new Shopper(market);
    policy = new LoggingPolicy(market);
  }

  /**
   * Runs the history and gives every event, oldest first; holds about one day in memory.
   *
   * @return what the shoppers remember at the end; give each live world a copy
   */
  public Exposures run(Consumer<Event> sink, Progress progress) {
    var traffic = new Traffic(market);
    List<Event> waiting = new ArrayList<>();
    int days = market.scale().days();
    try (Progress.Task task = progress.start("simulate history", days)) {
      for (int day = 0; day < days; day++) {
        for (Visit visit : traffic.day(day)) {
          waiting.addAll(visit.organic());
          policy.observe(visit);
          waiting.addAll(shopper.respond(visit.request(), policy.slate(visit.request())));
        }
        waiting.sort(ORDER);
        Instant end = market.scale().start().plus(Duration.ofDays(day + 1));
        int ready = 0;
        while (ready < waiting.size() && waiting.get(ready).time().isBefore(end)) {
          sink.accept(waiting.get(ready));
          ready++;
        }
        waiting = new ArrayList<>(waiting.subList(ready, waiting.size()));
        task.advance(1);
      }
    }
    return shopper.exposures();
  }

  /** All events in memory, oldest first. */
  public List<Event> events() {
    var events = new ArrayList<Event>();
    run(events::add, Progress.SILENT);
    return events;
  }
}
