package io.adlib.serve.path;

import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.EnvironmentException;
import io.adlib.core.Event;
import io.adlib.core.Request;
import io.adlib.core.Slate;
import io.adlib.core.UserState;
import io.adlib.market.auction.Billing;
import io.adlib.market.eligibility.BrandSafety;
import io.adlib.market.eligibility.Throttle;
import io.adlib.market.frequency.FrequencyCounts;
import io.adlib.market.ledger.Claim;
import io.adlib.market.pacing.Pacer;
import io.adlib.market.pacing.PacingState;
import io.adlib.serve.index.IndexRecall;
import io.adlib.serve.release.Assignment;
import io.adlib.serve.release.Experiment;
import io.adlib.serve.release.LiveRelease;
import io.adlib.serve.release.Release;
import io.adlib.serve.state.EventOutcome;
import io.adlib.serve.state.Exposure;
import io.adlib.serve.state.ServingState;
import io.adlib.serve.state.UserRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The request path, without HTTP: eligibility, user state, recall, rank, auction, and then the
 * money held and the exposure written in one durable batch before the answer leaves. Also takes
 * events. Thread-safe.
 */
public final class SlateService {

  private final LiveRelease live;
  private final ServingState state;
  private final InstantSource clock;
  private final LongSupplier ticker;
  private final DecisionEngine engine;
  private final Pacer pacer;
  private final BrandSafety safety;
  private final CostEstimate exposing;
  private final Admission admission;
  private final List<ServingListener> listeners = new CopyOnWriteArrayList<>();
  private volatile Supplier<Duration> outside = () -> Duration.ZERO;
  private volatile Experiment experiment = Experiment.NONE;

  /**
   * @param ticker nanoseconds of a clock that never goes back, for deadlines
   */
  public SlateService(
      LiveRelease live,
      ServingState state,
      PathConfig config,
      InstantSource clock,
      LongSupplier ticker) {
    this.live = live;
    this.state = state;
    this.clock = clock;
    this.ticker = ticker;
    exposing = CostEstimate.ofNeeded(ticker);
    admission = new Admission(Runtime.getRuntime().availableProcessors(), ticker);
    engine =
        new DecisionEngine(config, ticker, state.counts()::impressions, state.counts()::clicks);
    safety = config.sale().safety();
    pacer =
        new Pacer(
            state.ledger()::balance,
            live.get().catalogue(),
            state.pacing(),
            config.seed().of("pacing"));
    live.onSwap(
        release -> {
          state.use(release.catalogue());
          pacer.use(release.catalogue());
        });
  }

  /** Adds someone to tell. */
  public void listen(ServingListener listener) {
    listeners.add(listener);
  }

  /** The release that answers. */
  public LiveRelease live() {
    return live;
  }

  /** From now on, deadlines are shorter by what passes before and after the path, as measured. */
  public void setAside(Supplier<Duration> overhead) {
    outside = overhead;
  }

  /** Which other releases answer a share of the users. */
  public Experiment experiment() {
    return experiment;
  }

  /** From now on, requests are assigned by this experiment. */
  public void use(Experiment next) {
    experiment = next;
  }

  /** From now on an index proposes ads beside the generator. */
  public void use(IndexRecall index) {
    engine.use(index);
  }

  /** Who answers a request; all of one answer must come of one assignment. */
  public Assignment assign(Request request) {
    return experiment.assign(request, live);
  }

  /** What is remembered. */
  public ServingState state() {
    return state;
  }

  /** How every campaign that asks for even pacing stands. */
  public List<PacingState> pacing(Instant now) {
    return pacer.states(now);
  }

  /** Who would sit a request out. */
  public Throttle throttle(Request request) {
    return pacer.preview(request);
  }

  /** Writes what pacing must remember; call it every minute or so, and before a stop. */
  public void writePacing() {
    state.writePacing(pacer.memories());
  }

  /** Forgets a user; see {@link ServingState#forget}. */
  public ServingState.Forgotten forget(String user) {
    ServingState.Forgotten forgotten = state.forget(user);
    engine.forget(user);
    live.get().recall().forgetUsers();
    for (var arm : experiment.arms()) {
      arm.live().ifPresent(own -> own.get().recall().forgetUsers());
    }
    return forgotten;
  }

  /** Answers a request that makes no demands. */
  public ServedSlate serve(Request request) {
    return serve(SlateQuery.of(request));
  }

  /**
   * Answers a request. Without consent nothing personal is read or written, and the user's id is
   * not kept.
   *
   * @throws EnvironmentException if the exposure could not be made durable; no money is held then
   */
  public ServedSlate serve(SlateQuery asked) {
    return serve(asked, assign(asked.request()));
  }

  /** The same of a certain release, as for the second of two slates on one page. */
  public ServedSlate serve(SlateQuery asked, Assignment by) {
    var event = new RequestEvent();
    event.begin();
    ServedSlate served = answer(safe(asked, by.release()), by);
    event.end();
    if (event.shouldCommit()) {
      event.request = served.slate().request();
      event.ads = served.slate().positions().size();
      event.steps = String.join(",", served.steps());
      event.commit();
    }
    return served;
  }

  private ServedSlate answer(SlateQuery query, Assignment by) {
    Deadline deadline = deadline(query);
    Pacer.Turn pace;
    Decision decision;
    try (Admission.Turn turn =
        deadline.timed(Stage.QUEUE, () -> admission.enter(query.request().deadline()))) {
      if (!turn.isGranted()) {
        listeners.forEach(listener -> listener.shed(query));
        return shed(query, by, deadline);
      }
      pace = pacer.turn(query.request());
      decision = decide(query, by.release(), deadline, pace);
    } catch (EnvironmentException e) {
      listeners.forEach(listener -> listener.failed(query));
      throw e;
    }
    return expose(decision, by, deadline, pace);
  }

  private static ServedSlate shed(SlateQuery query, Assignment by, Deadline deadline) {
    return new ServedSlate(
        new Slate(query.request().id(), by.release().version(), List.of()),
        by.release(),
        by.arm(),
        List.of(Step.SHED.text()),
        0,
        false,
        Duration.ofNanos(deadline.elapsed()));
  }

  /** What would be answered now; nothing is held, written or counted. */
  public Decision preview(SlateQuery asked) {
    return preview(asked, assign(asked.request()));
  }

  /** The same of a certain release. */
  public Decision preview(SlateQuery asked, Assignment by) {
    SlateQuery query = safe(asked, by.release());
    return decide(query, by.release(), deadline(query), pacer.preview(query.request()));
  }

  /**
   * Decides made-up requests until the compiler has done most of its work, so that the first real
   * ones meet their deadlines; nothing is held, written or counted.
   *
   * @param limit most time to spend
   */
  public void warmUp(Duration limit) {
    Release release = live.get();
    new WarmUp(release.catalogue(), clock.instant())
        .run(
            asking -> {
              var _ =
                  engine.decide(
                      asking.query(),
                      release,
                      asking.user(),
                      FrequencyCounts.NONE,
                      state.ledger()::canSpend);
            },
            ticker,
            limit);
    engine.forgetCosts();
    exposing.reset();
  }

  private Deadline deadline(SlateQuery query) {
    long left = exposing.leftOf(query.request().deadline().minus(outside.get()).toNanos());
    return new Deadline(query.request().id(), Duration.ofNanos(left), ticker);
  }

  private Decision decide(SlateQuery query, Release release, Deadline deadline, Throttle throttle) {
    Request request = query.request();
    if (!request.consent() || request.user().isEmpty()) {
      return engine.decide(
          query,
          release,
          UserState.unknown(""),
          FrequencyCounts.NONE,
          state.ledger()::canSpend,
          throttle,
          deadline);
    }
    UserRecord user = deadline.timed(Stage.STATE, () -> state.user(request.user()));
    return engine.decide(
        query,
        release,
        user.state(),
        user.counts(release.catalogue()),
        state.ledger()::canSpend,
        throttle,
        deadline);
  }

  private ServedSlate expose(Decision decision, Assignment by, Deadline deadline, Pacer.Turn turn) {
    long before = ticker.getAsLong();
    var mine = new AtomicBoolean();
    Exposure exposure;
    try {
      exposure =
          deadline.timed(
              Stage.EXPOSURE,
              () ->
                  decision.positions().isEmpty()
                      ? exposure(decision, by, turn, List.of(), mine)
                      : state.expose(
                          decision.query().request().id(),
                          claims(decision),
                          granted -> exposure(decision, by, turn, granted, mine)));
    } catch (EnvironmentException e) {
      listeners.forEach(listener -> listener.failed(decision.query()));
      throw e;
    }
    Duration exposed = Duration.ofNanos(ticker.getAsLong() - before);
    if (!decision.positions().isEmpty()) {
      exposing.observed(exposed.toNanos());
    }
    var answer =
        new ServedSlate(
            mine.get() ? exposure.slate() : stillShown(exposure.slate(), decision.release()),
            decision.release(),
            exposure.servedBy(),
            exposure.steps(),
            decision.eligible().getCardinality(),
            !mine.get(),
            Duration.ofNanos(deadline.elapsed()));
    listeners.forEach(listener -> listener.served(decision, answer, exposed));
    return answer;
  }

  /** An answer that is given again, but for ads that are gone since. */
  private static Slate stillShown(Slate slate, Release release) {
    List<Slate.Position> left =
        slate.positions().stream().filter(p -> release.isShown(p.ad())).toList();
    return new Slate(slate.request(), slate.release(), left);
  }

  private List<Claim> claims(Decision decision) {
    Catalogue catalogue = decision.release().catalogue();
    Instant now = clock.instant();
    var claims = new ArrayList<Claim>();
    for (Slate.Position position : decision.positions()) {
      Campaign campaign = catalogue.campaigns().get(catalogue.campaignIndex(position.campaign()));
      claims.add(
          new Claim(
              Exposure.reservation(decision.query().request().id(), position.ad()),
              campaign.id(),
              Billing.expectedCharge(
                  campaign.objective(), position.price(), position.pCTR(), position.pCVR()),
              now.plus(state.config().money(campaign.objective())),
              now.plus(state.config().hold(campaign.objective()))));
    }
    return claims;
  }

  /** The exposure of the positions whose money is held. */
  private static Exposure exposure(
      Decision decision, Assignment by, Pacer.Turn turn, List<Claim> granted, AtomicBoolean mine) {
    mine.set(true);
    Request request = decision.query().request();
    Set<String> held = new HashSet<>();
    granted.forEach(claim -> held.add(claim.reservation()));
    List<Slate.Position> positions =
        decision.positions().stream()
            .filter(p -> held.contains(Exposure.reservation(request.id(), p.ad())))
            .toList();
    return new Exposure(
        request,
        new Slate(request.id(), decision.release().version(), positions),
        decision.steps().stream().map(Step::text).toList(),
        participation(turn, positions),
        by.arm());
  }

  private static Map<String, Double> participation(
      Pacer.Turn turn, List<Slate.Position> positions) {
    Map<String, Double> paced = new HashMap<>();
    for (Slate.Position position : positions) {
      turn.probability(position.campaign()).ifPresent(p -> paced.put(position.campaign(), p));
    }
    return paced;
  }

  private static SlateQuery anonymous(SlateQuery query) {
    Request r = query.request();
    return new SlateQuery(
        new Request(
            r.id(), "", r.environment(), r.query(), false, r.time(), r.deadline(), r.slots()),
        query.blocks(),
        query.floor(),
        query.about());
  }

  /**
   * Nothing personal without consent; blocks in the catalogue's names, and with what the page's own
   * content refuses.
   */
  private SlateQuery safe(SlateQuery asked, Release release) {
    SlateQuery query = asked.request().consent() ? asked : anonymous(asked);
    Catalogue catalogue = release.catalogue();
    var about = new HashSet<>(query.about());
    int content = catalogue.contentIndex(query.request().environment().page());
    if (content >= 0) {
      about.addAll(catalogue.contents().get(content).tags());
    }
    return new SlateQuery(
        query.request(), safety.applied(query.blocks(), about), query.floor(), about);
  }

  /**
   * Takes events; see {@link ServingState#accept}.
   *
   * @return an outcome for each, in order
   */
  public List<EventOutcome> accept(List<Event> events) {
    List<EventOutcome> outcomes = state.accept(events);
    for (int i = 0; i < outcomes.size(); i++) {
      Event event = events.get(i);
      EventOutcome outcome = outcomes.get(i);
      listeners.forEach(listener -> listener.event(event, outcome));
    }
    return outcomes;
  }
}
