package io.adlib.serve;

import io.adlib.data.access.AuditLog;
import io.adlib.data.access.Pseudonyms;
import io.adlib.data.access.Scope;
import io.adlib.serve.ad.AdsEndpoint;
import io.adlib.serve.ad.LiveAds;
import io.adlib.serve.event.EventsEndpoint;
import io.adlib.serve.event.NoticeEndpoint;
import io.adlib.serve.http.HttpResponse;
import io.adlib.serve.http.HttpServer;
import io.adlib.serve.http.Routes;
import io.adlib.serve.index.IndexRecall;
import io.adlib.serve.metric.ServingMetrics;
import io.adlib.serve.openrtb.BidEndpoint;
import io.adlib.serve.path.SlateService;
import io.adlib.serve.privacy.PersonalStore;
import io.adlib.serve.privacy.ServingUsers;
import io.adlib.serve.privacy.UsersEndpoint;
import io.adlib.serve.release.LiveRelease;
import io.adlib.serve.release.Release;
import io.adlib.serve.rollout.ReleasesEndpoint;
import io.adlib.serve.rollout.Rollout;
import io.adlib.serve.slate.SlateEndpoint;
import io.adlib.serve.state.ServingState;
import io.adlib.serve.state.StateStore;
import io.adlib.serve.view.ServingView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * All of serving, listening: the request path behind {@code /v1/slate}, {@code /openrtb/2.6/bid},
 * {@code /v1/events}, {@code /v1/notice}, {@code /v1/ads}, {@code /v1/releases}, {@code /health}
 * and {@code /metrics}. Thread-safe.
 */
public final class Server implements AutoCloseable {

  private static final Duration WARM_UP = Duration.ofSeconds(10);

  private final SlateService service;
  private final LiveAds ads;
  private final ServingView view;
  private final Upkeep upkeep;
  private final Optional<Rollout> rollout;
  private final IndexRecall index;
  private final HttpServer http;

  private Server(
      SlateService service,
      LiveAds ads,
      ServingView view,
      Upkeep upkeep,
      Optional<Rollout> rollout,
      IndexRecall index,
      HttpServer http) {
    this.index = index;
    this.service = service;
    this.ads = ads;
    this.view = view;
    this.upkeep = upkeep;
    this.rollout = rollout;
    this.http = http;
  }

  /**
   * Recovers the state and starts to listen.
   *
   * @param store stays the caller's to close, after the server
   * @param around what there is of a workspace
   * @param more further routes, such as the console's, made from the view; they come last
   * @throws io.adlib.core.EnvironmentException if the port is taken or the store refuses
   * @throws io.adlib.core.CorruptException if the store holds what cannot be understood
   */
  public static Server start(
      ServerConfig config,
      Release release,
      StateStore store,
      Facilities around,
      InstantSource clock,
      Function<ServingView, Routes> more) {
    return start(config, service(config, release, store, clock), around, clock, more);
  }

  /**
   * The request path over the recovered state, to be told what it must know before a port opens.
   *
   * @param store stays the caller's to close, after the server
   * @throws io.adlib.core.CorruptException if the store holds what cannot be understood
   */
  public static SlateService service(
      ServerConfig config, Release release, StateStore store, InstantSource clock) {
    var live = new LiveRelease(release);
    ServingState state = ServingState.open(store, release.catalogue(), clock, config.state());
    return new SlateService(live, state, config.path(), clock, System::nanoTime);
  }

  /** The same around a service that was made before. */
  public static Server start(
      ServerConfig config,
      SlateService service,
      Facilities around,
      InstantSource clock,
      Function<ServingView, Routes> more) {
    Release first = service.live().get();
    LiveAds ads =
        LiveAds.open(
            service.live(),
            service.state().ads(),
            clock,
            config.state().past().plus(Duration.ofDays(1)));
    ads.warmUp();
    var view = new ServingView(service, InstantSource.system());
    var metrics =
        new ServingMetrics(
            () -> service.state().failure().isEmpty(), () -> service.pacing(clock.instant()));
    metrics.watch(service.live());
    Optional<Rollout> rollout =
        around.releases().map(shelf -> new Rollout(shelf, service, first, ads, metrics::release));
    rollout.ifPresent(r -> r.begin(config.experiment()));
    var index = new IndexRecall(config.indexed());
    if (config.indexed() > 0) {
      service.use(index);
      index.follow(service.live().get());
      service.live().onSwap(index::follow);
      for (var arm : service.experiment().arms()) {
        arm.live().ifPresent(own -> index.follow(own.get()));
        arm.live().ifPresent(own -> own.onSwap(index::follow));
      }
    }
    keep(service.live(), config.keptPrefixes());
    for (var arm : service.experiment().arms()) {
      arm.live().ifPresent(own -> keep(own, config.keptPrefixes()));
    }
    service.warmUp(WARM_UP);
    var port = new CompletableFuture<Integer>();
    around.gate().onRefusal(metrics::refused);
    Pseudonyms door = around.pseudonyms();
    AuditLog audit = around.audit();
    Routes serve =
        Routes.builder()
            .addAll(new SlateEndpoint(service, door, clock, config.deadline()).routes())
            .addAll(
                new BidEndpoint(
                        service, door, clock, () -> url(config, port.join()), config.deadline())
                    .routes())
            .build();
    var operate = Routes.builder();
    operate.addAll(new AdsEndpoint(ads, service.live(), metrics::ads, audit, clock).routes());
    var stores = new ArrayList<PersonalStore>();
    stores.add(new ServingUsers(service, view));
    stores.addAll(around.stores());
    operate.addAll(new UsersEndpoint(stores, door, audit).routes());
    rollout.ifPresent(r -> operate.addAll(new ReleasesEndpoint(r, service.live(), audit).routes()));
    operate.addAll(metrics.routes()).addAll(more.apply(view));
    Routes routes =
        Routes.builder()
            .addAll(around.gate().guarded(Scope.SERVE, serve))
            .addAll(
                around
                    .gate()
                    .guarded(Scope.EVENTS, new EventsEndpoint(service, door, clock).routes()))
            .addAll(new NoticeEndpoint(service, metrics::notice, clock).routes())
            .get("/health", _ -> health(service))
            .addAll(around.gate().guarded(Scope.OPERATE, operate.build()))
            .build();
    HttpServer http = HttpServer.start(config.http(), routes);
    port.complete(http.port());
    http.onCrowd(() -> metrics.refused("crowd"));
    service.setAside(http::overhead);
    service.listen(view);
    service.listen(metrics);
    return new Server(service, ads, view, new Upkeep(service, rollout), rollout, index, http);
  }

  /** Prefixes of prompts are kept by the release that answers, and no longer once it does not. */
  private static void keep(LiveRelease live, long bytes) {
    live.get().recall().keepPrefixes(bytes);
    live.onSwap(
        next -> {
          if (!live.get().version().equals(next.version())) {
            live.get().recall().keepPrefixes(0);
          }
          next.recall().keepPrefixes(bytes);
        });
  }

  private static String url(ServerConfig config, int port) {
    String host = config.http().host().equals("0.0.0.0") ? "localhost" : config.http().host();
    String scheme = config.http().tls().isPresent() ? "https://" : "http://";
    return config.publicUrl().isEmpty() ? scheme + host + ":" + port : config.publicUrl();
  }

  private static HttpResponse health(SlateService service) {
    Optional<String> reason = service.state().failure();
    return HttpResponse.json(
        reason.isEmpty() ? 200 : 503,
        new Health(reason.isEmpty() ? "ok" : "failing", service.live().get().version(), reason));
  }

  /** The port it listens on. */
  public int port() {
    return http.port();
  }

  /** The request path, for callers in the same process. */
  public SlateService service() {
    return service;
  }

  /** Adds and withdraws ads, for callers in the same process. */
  public LiveAds ads() {
    return ads;
  }

  /** Changes releases, for callers in the same process; none without other releases. */
  public Optional<Rollout> rollout() {
    return rollout;
  }

  /** Finds ads by words and vectors. */
  public IndexRecall index() {
    return index;
  }

  /** What is going on. */
  public ServingView view() {
    return view;
  }

  /**
   * Lets requests under way end, writes counts and pacing, then stops; the store stays open. A
   * thread that was told to stop by an interrupt does all that, too, and stays interrupted.
   */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try {
      http.close();
      upkeep.close();
      rollout.ifPresent(Rollout::close);
      index.close();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
