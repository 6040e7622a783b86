package io.adlib.app.demo;

import io.adlib.core.Event;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.Visit;
import io.adlib.market.simulate.Exposures;
import io.adlib.market.simulate.Shopper;
import io.adlib.market.simulate.Traffic;
import io.adlib.serve.path.ServedSlate;
import io.adlib.serve.path.SlateService;
import java.time.Duration;
import java.util.Comparator;
import java.util.Iterator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Simulated shoppers who visit a running service: they read, search, ask for ads, look, click and
 * buy, in simulated time. Visits that the service has answered before, in an earlier run, are
 * passed over. One thread at a time.
 */
final class LiveTraffic {

  private final SlateService service;
  private final SimulatedClock clock;
  private final Shopper shopper;
  private final Iterator<Visit> visits;
  private final PriorityQueue<Event> toCome =
      new PriorityQueue<>(Comparator.comparing(Event::time).thenComparing(Event::id));

  LiveTraffic(DemoMarket market, SlateService service, SimulatedClock clock, Exposures memory) {
    this.service = service;
    this.clock = clock;
    shopper = new Shopper(market, memory);
    visits = new Traffic(market).live();
  }

  /** The next visit that was not answered before, answered now. */
  ServedSlate next() {
    Visit visit = visits.next();
    while (service.state().exposure(visit.request().id()).isPresent()) {
      visit = visits.next();
    }
    service.accept(visit.organic());
    clock.advanceTo(visit.request().time());
    happen();
    ServedSlate served = service.serve(visit.request());
    toCome.addAll(shopper.respond(visit.request(), served.slate()));
    return served;
  }

  /** Events that are due by now reach the service. */
  private void happen() {
    while (!toCome.isEmpty() && !toCome.peek().time().isAfter(clock.instant())) {
      service.accept(java.util.List.of(toCome.poll()));
    }
  }

  /**
   * Visits at a steady rate until the thread is interrupted, as Ctrl-C does; it is not interrupted
   * any more then, so that the market can close in order, and no visit is cut off.
   */
  void run(double visitsPerSecond) {
    var stopped = new AtomicBoolean();
    var visits =
        CompletableFuture.runAsync(
            () -> visit(visitsPerSecond, stopped),
            task -> Thread.ofPlatform().name("visits").start(task));
    try {
      visits.get();
    } catch (InterruptedException _) {
      stopped.set(true);
      visits.join();
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }

  private void visit(double visitsPerSecond, AtomicBoolean stopped) {
    long gap = Duration.ofSeconds(1).toNanos() / Math.max(1, Math.round(visitsPerSecond));
    long due = System.nanoTime();
    while (!stopped.get()) {
      next();
      due = Math.max(due + gap, System.nanoTime() - gap);
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }
}
