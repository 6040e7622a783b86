package io.adlib.console;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.Slate;
import io.adlib.serve.path.Decision;
import io.adlib.serve.path.PathConfig;
import io.adlib.serve.path.ServedSlate;
import io.adlib.serve.path.ServingListener;
import io.adlib.serve.path.SlateQuery;
import io.adlib.serve.path.SlateService;
import io.adlib.serve.release.Release;
import io.adlib.serve.state.EventOutcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Watches a service and remembers enough to show it: figures of the last minutes and the latest
 * decisions whole. Thread-safe; what it does for each request is small.
 */
public final class ServedMarket implements ConsoleData, ServingListener {

  private static final int LISTED = 50;
  private static final int REMEMBERED = 500;

  private final SlateService service;
  private final PathConfig config;
  private final InstantSource clock;
  private final Meter meter = new Meter();
  private final Deque<Served> latest = new ArrayDeque<>();
  private volatile Optional<SidIndex> index = Optional.empty();

  private record Served(Decision decision, ServedSlate answer, Duration exposure) {}

  private ServedMarket(SlateService service, PathConfig config, InstantSource clock) {
    this.service = service;
    this.config = config;
    this.clock = clock;
  }

  /** Begins to watch; what was served before is not seen. */
  public static ServedMarket watching(
      SlateService service, PathConfig config, InstantSource clock) {
    var market = new ServedMarket(service, config, clock);
    service.listen(market);
    return market;
  }

  @Override
  public void served(Decision decision, ServedSlate answer, Duration exposure) {
    if (answer.repeated()) {
      return;
    }
    meter.request(
        clock.instant(),
        decision.query().request().slots(),
        answer.slate().positions().size(),
        Explainer.millis(answer.took()),
        answer.steps());
    synchronized (latest) {
      latest.addFirst(new Served(decision, answer, exposure));
      if (latest.size() > REMEMBERED) {
        latest.removeLast();
      }
    }
  }

  @Override
  public void failed(SlateQuery query) {
    meter.failed(clock.instant(), query.request().slots());
  }

  @Override
  public void event(Event event, EventOutcome outcome) {
    if (!(outcome instanceof EventOutcome.Accepted accepted)) {
      return;
    }
    switch (event.kind()) {
      case IMPRESSION -> meter.impression(clock.instant());
      case CLICK -> meter.click(clock.instant());
      case CONVERSION -> meter.conversion();
      case CONTENT, SEARCH, CART -> {}
    }
    Catalogue catalogue = service.live().get().catalogue();
    accepted
        .charged()
        .filter(paid -> catalogue.rates().microsOfBase().containsKey(paid.currency()))
        .map(paid -> catalogue.rates().convert(paid, catalogue.rates().base()))
        .ifPresent(paid -> meter.revenue(clock.instant(), paid.micros()));
  }

  @Override
  public LiveView live() {
    Release release = service.live().get();
    return meter.view(release.version(), release.catalogue().rates().base(), clock.instant());
  }

  @Override
  public List<RequestLine> requests() {
    synchronized (latest) {
      return latest.stream().limit(LISTED).map(ServedMarket::line).toList();
    }
  }

  private static RequestLine line(Served served) {
    Request r = served.decision.query().request();
    Catalogue catalogue = served.decision.release().catalogue();
    return new RequestLine(
        r.id(),
        r.time(),
        r.environment().placement(),
        r.environment().device(),
        r.user(),
        r.consent(),
        r.query().orElse(""),
        served.answer.eligible(),
        Explainer.millis(served.answer.took()),
        served.answer.slate().positions().stream().map(p -> shown(catalogue, p)).toList(),
        served.answer.steps());
  }

  private static RequestLine.Shown shown(Catalogue catalogue, Slate.Position position) {
    Ad ad = catalogue.ads().get(catalogue.adIndex(position.ad()));
    return new RequestLine.Shown(ad.title(), SidIndex.category(ad), Amount.of(position.eCPM()));
  }

  @Override
  public Optional<Explanation> explain(String request) {
    Optional<Served> found;
    synchronized (latest) {
      found =
          latest.stream()
              .filter(s -> s.decision.query().request().id().equals(request))
              .findFirst();
    }
    return found.map(this::explain);
  }

  private Explanation explain(Served served) {
    Decision decision = served.decision;
    Catalogue catalogue = decision.release().catalogue();
    String market = catalogue.rates().base();
    Money ours = Money.micros(config.reserveMicros(), market);
    Money reserve =
        decision
            .query()
            .floor()
            .map(floor -> catalogue.rates().convert(floor, market))
            .filter(floor -> floor.compareTo(ours) > 0)
            .orElse(ours);
    return new Explainer(decision, served.answer, served.exposure, index(decision.release()))
        .explain(service.state().ledger()::canSpend, reserve);
  }

  @Override
  public SidNode sidTree() {
    return index(service.live().get()).tree();
  }

  @Override
  public Optional<SidAds> adsUnder(String path) {
    return index(service.live().get()).under(path);
  }

  /** The index of a release, kept until another one is asked for. */
  private SidIndex index(Release release) {
    Optional<SidIndex> known = index.filter(i -> i.release().equals(release));
    if (known.isPresent()) {
      return known.get();
    }
    var made = new SidIndex(release);
    index = Optional.of(made);
    return made;
  }
}
