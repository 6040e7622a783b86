package io.adlib.app.demo;

import io.adlib.app.pipeline.Pipeline;
import io.adlib.app.pipeline.Releases;
import io.adlib.app.pipeline.Session;
import io.adlib.app.pipeline.Stage;
import io.adlib.app.serving.ServedWorkspace;
import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.tables.EventLog;
import io.adlib.evaluate.lift.LiftReport;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import io.adlib.market.simulate.Exposures;
import io.adlib.serve.ServerConfig;
import io.adlib.serve.http.HttpServer;
import io.adlib.serve.path.ServedSlate;
import io.adlib.serve.path.SlateService;
import io.adlib.serve.release.Release;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The whole loop on the built-in market: made, encoded, tokenized, learnt, released, served,
 * visited and measured. Every step is found again by the next run, so a demo that was stopped goes
 * on where it was.
 */
public final class Demo {

  /** The part of the history that a new server learns its users from. */
  private static final Duration REMEMBERED = Duration.ofDays(3);

  private final Path folder;
  private final Seed seed;
  private final DemoScale scale;
  private final Progress progress;
  private final Consumer<String> say;
  private final Instant began = Instant.now();

  /**
   * @param folder the workspace, made if it does not exist
   * @param say where milestones are told
   */
  public Demo(Path folder, Seed seed, DemoScale scale, Progress progress, Consumer<String> say) {
    this.folder = folder;
    this.seed = seed;
    this.scale = scale;
    this.progress = progress;
    this.say = say;
  }

  /**
   * What the demo found.
   *
   * @param seed of everything
   * @param secondsToFirstAd from the start to the first ad served
   * @param release that served it
   * @param visits compared
   * @param currency of the market
   * @param report what each policy made
   */
  public record Result(
      long seed,
      double secondsToFirstAd,
      String release,
      int visits,
      String currency,
      LiftReport report) {}

  /** What runs once all is set up. */
  @FunctionalInterface
  public interface Then {
    /** The market is being served; returns when the demo is over. */
    void live(ServedWorkspace served, Result result, Runnable traffic);
  }

  /**
   * Runs it.
   *
   * @param port to serve at; 0 picks a free one
   * @param visits to compare policies on
   * @param then what to do with the running market
   */
  public void run(int port, int visits, Then then) {
    DemoMarket market = DemoMarket.generate(seed, scale);
    say.accept(
        "the demo market of seed %d: %,d campaigns, %,d ads, %,d contents, %,d users"
            .formatted(
                seed.value(),
                market.catalogue().campaigns().size(),
                market.catalogue().ads().size(),
                market.catalogue().contents().size(),
                market.users().size()));
    Session session = MarketWorkspace.open(folder, market, progress);
    requireFree(session, port);
    Exposures memory = MarketWorkspace.fill(session, market);
    session = Session.open(folder, progress);
    var pipeline = new Pipeline();
    for (Stage stage : pipeline.stages(session)) {
      stage.run(session);
    }
    Release release = release(session, pipeline);
    var clock = new SimulatedClock(scale.liveStart());
    try (var served =
        ServedWorkspace.open(session, release, session.config().serve().withPort(port), clock)) {
      if (served.isFresh()) {
        remember(market, session, served.service());
      }
      var traffic = new LiveTraffic(market, served.service(), clock, memory.copy());
      ServedSlate first = firstAd(traffic);
      double seconds = Duration.between(began, Instant.now()).toMillis() / 1000.0;
      say.accept(
          "the first ad was served %.0f s after the start: %s"
              .formatted(seconds, describe(market, first)));
      say.accept("console: " + served.url());
      say.accept(served.doors().getFirst());
      LiftReport report = compare(market, session, release, memory, visits);
      then.live(
          served,
          new Result(
              seed.value(),
              seconds,
              release.version(),
              visits,
              market.catalogue().rates().base(),
              report),
          () -> traffic.run(20));
    }
  }

  /** Minutes before it is listened at. */
  private static void requireFree(Session session, int port) {
    var config = session.config();
    Path root = session.workspace().root();
    HttpServer.requireFree(ServerConfig.of(config.serve().withPort(port), config, root).http());
  }

  /** The live release, if it was made of what there is; else a new one. */
  private static Release release(Session session, Pipeline pipeline) {
    if (!Releases.liveIsCurrent(session, pipeline)) {
      Releases.promote(session, Releases.build(session, pipeline, Instant.now()).hash());
    }
    return Releases.live(session);
  }

  /** Tells a new server its users, and what they did of late. */
  private void remember(DemoMarket market, Session session, SlateService service) {
    service.state().putUsers(market.users());
    var log = new EventLog(session.workspace(), InstantSource.system());
    try (Stream<Event> events = log.stream(scale.liveStart().minus(REMEMBERED), scale.liveStart());
        var task = progress.start("tell the server its users", -1)) {
      List<Event> chunk = new ArrayList<>();
      events.forEach(
          event -> {
            chunk.add(event);
            if (chunk.size() == 1024) {
              service.state().learn(chunk);
              task.advance(chunk.size());
              chunk.clear();
            }
          });
      service.state().learn(chunk);
      task.advance(chunk.size());
    }
  }

  private static ServedSlate firstAd(LiveTraffic traffic) {
    ServedSlate served = traffic.next();
    while (served.slate().positions().isEmpty()) {
      served = traffic.next();
    }
    return served;
  }

  private static String describe(DemoMarket market, ServedSlate served) {
    var best = served.slate().positions().getFirst();
    var ad = market.catalogue().ads().get(market.catalogue().adIndex(best.ad()));
    return "\"%s\" by %s, for %s".formatted(ad.title(), best.sources(), best.price());
  }

  private LiftReport compare(
      DemoMarket market, Session session, Release release, Exposures memory, int visits) {
    var log = new EventLog(session.workspace(), InstantSource.system());
    try (Stream<Event> history = log.stream()) {
      return new Comparison(market, release, history, seed.of("comparison"))
          .run(memory, visits, progress);
    }
  }
}
