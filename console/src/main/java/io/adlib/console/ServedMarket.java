package io.adlib.console;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.core.Request;
import io.adlib.core.Slate;
import io.adlib.serve.release.Release;
import io.adlib.serve.view.RecentRequest;
import io.adlib.serve.view.ServingView;
import io.adlib.serve.view.Stats;
import java.util.List;
import java.util.Optional;

/**
 * The pages' data from a server: {@code Server.start(…, view -> Console.routes(new
 * ServedMarket(view)))}. Thread-safe.
 */
public final class ServedMarket implements ConsoleData {

  private static final int SHOWN = 299;

  private final ServingView view;
  private volatile Optional<SidIndex> index = Optional.empty();

  /** Shows what a view sees. */
  public ServedMarket(ServingView view) {
    this.view = view;
  }

  @Override
  public LiveView live() {
    Stats total = view.total();
    var figures = new Figures(view.seconds(SHOWN));
    return new LiveView(
        view.release().version(),
        total.from().plus(total.window()),
        total.revenue().currency(),
        new LiveView.Totals(
            total.requests(),
            total.slots(),
            total.ads(),
            total.impressions(),
            total.clicks(),
            total.conversions(),
            Amount.of(total.revenue()).amount()),
        figures.now(view.lastMinute()),
        figures.history(),
        view.steps().entrySet().stream()
            .sorted(java.util.Map.Entry.comparingByKey())
            .map(e -> new LiveView.StepCount(e.getKey().text(), e.getValue()))
            .toList());
  }

  @Override
  public List<RequestLine> requests() {
    Catalogue catalogue = view.release().catalogue();
    return view.recent().stream().map(recent -> line(catalogue, recent)).toList();
  }

  private static RequestLine line(Catalogue catalogue, RecentRequest recent) {
    Request r = recent.request();
    return new RequestLine(
        r.id(),
        r.time(),
        r.environment().placement(),
        r.environment().device(),
        r.user(),
        r.consent(),
        r.query().orElse(""),
        recent.eligible(),
        recent.took().toNanos() / 1e6,
        recent.slate().positions().stream().map(p -> shown(catalogue, p)).toList(),
        recent.steps());
  }

  /** An ad that left the catalogue since is named by its id. */
  private static RequestLine.Shown shown(Catalogue catalogue, Slate.Position position) {
    int number = catalogue.adIndex(position.ad());
    if (number < 0) {
      return new RequestLine.Shown(position.ad(), "", Amount.of(position.eCPM()));
    }
    Ad ad = catalogue.ads().get(number);
    return new RequestLine.Shown(ad.title(), SidIndex.category(ad), Amount.of(position.eCPM()));
  }

  @Override
  public List<PacingLine> pacing() {
    return view.pacing().stream().map(PacingLine::of).toList();
  }

  @Override
  public Optional<Explanation> explain(String request) {
    return view.explain(request)
        .flatMap(
            what ->
                view.decision(request)
                    .map(how -> new Explainer(what, index(how.release())).explain()));
  }

  @Override
  public SidNode sidTree() {
    return index(view.release()).tree();
  }

  @Override
  public Optional<SidAds> adsUnder(String path) {
    return index(view.release()).under(path);
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
