package io.adlib.app.load;

import io.adlib.console.Console;
import io.adlib.console.ServedMarket;
import io.adlib.core.Catalogue;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.Event.Kind;
import io.adlib.core.Seed;
import io.adlib.data.config.ExperimentConfig;
import io.adlib.data.state.DurableStore;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.serve.Facilities;
import io.adlib.serve.Server;
import io.adlib.serve.ServerConfig;
import io.adlib.serve.http.HttpConfig;
import io.adlib.serve.release.Release;
import io.adlib.serve.state.Family;
import io.adlib.serve.state.ServingState;
import io.adlib.serve.state.StateStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Made-up people ask a server of a release for ads before the real one opens its port: over HTTP,
 * with events, budgets, exposures and a store on the disk, so that the compilers have seen all of
 * it when the first real request comes. The server is another one, on the loopback address, with a
 * state of its own that is deleted at the end; nothing of the workspace is read or written.
 *
 * @param release to be served
 * @param config of the real server
 * @param folder for the state; deleted before and after
 * @param clock the market's time
 * @param ticker nanoseconds of a clock that never goes back
 * @param limit most time to spend
 */
public record Rehearsal(
    Release release,
    ServerConfig config,
    Path folder,
    InstantSource clock,
    LongSupplier ticker,
    Duration limit) {

  private static final int VISITORS = 500;
  private static final int HISTORY = 48;
  static final int ROUND = 500;

  /** After so many rounds that were no faster, most of the compilers' work is done. */
  private static final int NO_FASTER = 3;

  /** Far more than are worked at at once. */
  private static final int CROWD = 100;

  /** At first nobody is refused for being slow: what is refused is not compiled. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Requests answered, in rounds. */
  public record Result(int answered, int rounds) {}

  /**
   * Asks as many at once as the server computes, until rounds are no faster than those before; then
   * a crowd at once, with the real deadline, so that turning away is rehearsed too.
   */
  public Result run() {
    long end = ticker.getAsLong() + limit.toNanos();
    AtomicFiles.deleteTree(folder);
    try (var store = DurableStore.open(folder, Family.all())) {
      int clients = 1 + Runtime.getRuntime().availableProcessors();
      Result calm = scene(StateStore.of(store), PATIENCE, clients, "calm", end);
      Result crowd =
          ticker.getAsLong() < end
              ? scene(StateStore.of(store), config.deadline(), CROWD, "crowd", end)
              : new Result(0, 0);
      return new Result(calm.answered() + crowd.answered(), calm.rounds() + crowd.rounds());
    } finally {
      AtomicFiles.deleteTree(folder);
    }
  }

  private Result scene(StateStore store, Duration deadline, int clients, String name, long end) {
    try (var server = start(store, deadline);
        var target =
            new HttpTarget(URI.create("http://127.0.0.1:" + server.port()), Optional.empty())) {
      ServingState state = server.service().state();
      IntStream.range(0, VISITORS).forEach(visitor -> state.learn(history(visitor)));
      return ask(target, clients, name, end);
    }
  }

  private Server start(StateStore store, Duration deadline) {
    var here =
        new ServerConfig(
            HttpConfig.loopback(),
            config.path(),
            config.state(),
            deadline,
            config.publicUrl(),
            ExperimentConfig.NONE,
            config.indexed(),
            config.keptPrefixes());
    return Server.start(
        here,
        LoadedWorkspace.withoutLimits(release),
        store,
        Facilities.NONE,
        clock,
        view -> Console.routes(new ServedMarket(view)));
  }

  private Result ask(HttpTarget target, int clients, String name, long end) {
    var traffic = new LoadTraffic(visits(), "rehearsal-" + name, 2, new Seed(1).of(name));
    var answered = new AtomicInteger();
    long fastest = Long.MAX_VALUE;
    int rounds = 0;
    for (int slower = 0; slower < NO_FASTER && ticker.getAsLong() < end; rounds++) {
      var next = new AtomicInteger(rounds * ROUND);
      int last = next.get() + ROUND;
      long start = ticker.getAsLong();
      try (var all = Executors.newFixedThreadPool(clients)) {
        for (int client = 0; client < clients; client++) {
          all.execute(
              () -> {
                for (int i = next.getAndIncrement();
                    i < last && ticker.getAsLong() < end;
                    i = next.getAndIncrement()) {
                  LoadTarget.Answer answer = target.ask(traffic.body(i));
                  answered.addAndGet(answer.outcome() == LoadTarget.Outcome.FAILED ? 0 : 1);
                }
              });
        }
      }
      long took = ticker.getAsLong() - start;
      slower++;
      if (took < .95 * fastest) {
        fastest = took;
        slower = 0;
      }
    }
    return new Result(answered.get(), rounds);
  }

  private static List<LoadTraffic.Visit> visits() {
    return IntStream.range(0, VISITORS)
        .mapToObj(visitor -> new LoadTraffic.Visit(name(visitor), Environment.UNKNOWN))
        .toList();
  }

  private static String name(int visitor) {
    return "rehearsal-" + visitor;
  }

  /** Somebody who read, searched and clicked; how much differs. */
  private List<Event> history(int visitor) {
    Catalogue catalogue = release.catalogue();
    int ads = catalogue.ads().size();
    int contents = catalogue.contents().size();
    Instant now = clock.instant();
    var events = new ArrayList<Event>();
    for (int i = 0; ads > 0 && i < visitor % HISTORY; i++) {
      Kind kind = Kind.values()[i % Kind.values().length];
      int draw = visitor * 31 + i * 17;
      String subject =
          switch (kind) {
            case SEARCH -> catalogue.ads().get(draw % ads).title();
            case CONTENT ->
                contents == 0
                    ? catalogue.ads().get(draw % ads).id()
                    : catalogue.contents().get(draw % contents).id();
            case IMPRESSION, CLICK, CART, CONVERSION -> catalogue.ads().get(draw % ads).id();
          };
      events.add(
          Event.organic(
              name(visitor) + "-" + i,
              now.minus(Duration.ofMinutes(HISTORY - i)),
              name(visitor),
              kind,
              subject,
              Environment.UNKNOWN));
    }
    return events;
  }
}
