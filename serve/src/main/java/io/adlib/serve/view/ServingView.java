package io.adlib.serve.view;

import io.adlib.core.Ad;
import io.adlib.core.Event;
import io.adlib.core.Money;
import io.adlib.core.Slate;
import io.adlib.market.auction.Contender;
import io.adlib.market.auction.Lot;
import io.adlib.market.eligibility.EligibilityQuery;
import io.adlib.market.frequency.FrequencyCounts;
import io.adlib.market.pacing.PacingState;
import io.adlib.serve.path.Decision;
import io.adlib.serve.path.ServedSlate;
import io.adlib.serve.path.ServingListener;
import io.adlib.serve.path.SlateQuery;
import io.adlib.serve.path.SlateService;
import io.adlib.serve.path.Step;
import io.adlib.serve.release.Recall;
import io.adlib.serve.release.Release;
import io.adlib.serve.state.EventOutcome;
import io.adlib.sid.LegalLeaves;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is going on. Of the latest requests their inputs are kept, all shared with what serving
 * holds anyway; the beams are searched again only when somebody asks. Thread-safe.
 */
public final class ServingView implements ServingListener {

  private static final int LISTED = 50;
  private static final int EXPLAINABLE = 500;
  private static final int MISSED = 5;

  private final SlateService service;
  private final InstantSource clock;
  private final LiveStats stats;
  private final ArrayDeque<Kept> latest = new ArrayDeque<>();

  private record Kept(Decision decision, ServedSlate answer, Duration exposure) {
    /** Of one release only the latest edition is held on to. */
    Kept in(Release other) {
      return other.isLaterThan(decision.release())
          ? new Kept(decision.in(other), answer, exposure)
          : this;
    }
  }

  /**
   * @param clock of the figures, usually the wall's
   */
  public ServingView(SlateService service, InstantSource clock) {
    this.service = service;
    this.clock = clock;
    stats = new LiveStats(clock);
  }

  /** The release that answers, its catalogue and semantic IDs. */
  public Release release() {
    return service.live().get();
  }

  /** The figures of the latest minute. */
  public Stats lastMinute() {
    return stats.last(60, currency());
  }

  /** The figures of each of the last whole seconds, oldest first, at most 299. */
  public List<Stats> seconds(int count) {
    return stats.seconds(count, currency());
  }

  /** The figures since the start. */
  public Stats total() {
    return stats.total(currency());
  }

  /** How often each degradation step was taken since the start. */
  public Map<Step, Long> steps() {
    return stats.steps();
  }

  /** How every campaign that asks for even pacing stands now. */
  public List<PacingState> pacing() {
    return service.pacing(clock.instant());
  }

  private String currency() {
    return release().catalogue().rates().base();
  }

  /** The latest requests, newest first, at most 50. */
  public List<RecentRequest> recent() {
    synchronized (latest) {
      return latest.stream()
          .limit(LISTED)
          .map(
              kept ->
                  new RecentRequest(
                      kept.decision.query().request(),
                      kept.answer.slate(),
                      kept.answer.steps(),
                      kept.answer.eligible(),
                      kept.answer.took()))
          .toList();
    }
  }

  /** Forgets the requests of a user. */
  public void forget(String user) {
    synchronized (latest) {
      latest.removeIf(
          kept ->
              kept.decision.query().request().user().equals(user)
                  || kept.decision.user().user().id().equals(user));
    }
  }

  /** One of the latest 500 requests, explained. */
  public Optional<Explanation> explain(String request) {
    return kept(request).map(this::explain);
  }

  /** The decision behind one of the latest 500 requests. */
  public Optional<Decision> decision(String request) {
    return kept(request).map(Kept::decision);
  }

  private Optional<Kept> kept(String request) {
    synchronized (latest) {
      return latest.stream()
          .filter(kept -> kept.decision.query().request().id().equals(request))
          .findFirst();
    }
  }

  private Explanation explain(Kept kept) {
    Decision decision = kept.decision;
    Release release = decision.release();
    var spent = new LinkedHashMap<String, Duration>();
    decision.spent().forEach((stage, time) -> spent.put(stage.text(), time));
    spent.put("exposure", kept.exposure);
    return new Explanation(
        decision.query().request(),
        release.version(),
        decision.user().user().attributes(),
        decision.user().recent(),
        release.adCount(),
        decision.eligible().getCardinality(),
        reasons(decision),
        missed(decision),
        influence(decision, kept.answer.slate()),
        decision.beam(),
        beams(decision),
        considered(decision),
        decision.reserve(),
        kept.answer.slate(),
        kept.answer.steps(),
        spent,
        kept.answer.took());
  }

  private EligibilityQuery query(Decision decision) {
    return new EligibilityQuery(
        decision.query().request(),
        service.state().ledger()::canSpend,
        FrequencyCounts.of(decision.release().catalogue(), decision.user().recent()),
        decision.query().blocks(),
        service.throttle(decision.query().request()));
  }

  private List<Explanation.Reason> reasons(Decision decision) {
    return decision.release().eligibility().census(query(decision)).entrySet().stream()
        .map(e -> new Explanation.Reason(e.getKey().name(), e.getKey().text(), e.getValue()))
        .sorted(Comparator.comparingInt(Explanation.Reason::ads).reversed())
        .toList();
  }

  /** The best of a search over all ads that were not allowed then and are not now. */
  private List<Explanation.Missed> missed(Decision decision) {
    if (decision.beam() == 0) {
      return List.of();
    }
    Release release = decision.release();
    EligibilityQuery query = query(decision);
    return release
        .recall()
        .propose(
            decision.user(),
            decision.query().request(),
            LegalLeaves.all(release.trie()),
            decision.beam(),
            decision.beam())
        .stream()
        .filter(proposal -> !decision.eligible().contains(release.leaves().ad(proposal.leaf())))
        .limit(MISSED)
        .map(
            proposal -> {
              int number = release.leaves().ad(proposal.leaf());
              Ad ad = release.catalogue().ads().get(number);
              List<String> why =
                  release.eligibility().why(number, query).stream().map(r -> r.text()).toList();
              return new Explanation.Missed(ad.id(), ad.title(), proposal.logP(), why);
            })
        .filter(missed -> !missed.reasons().isEmpty())
        .toList();
  }

  /** For the first ad of the slate that the generator proposed. */
  private static Optional<Influence> influence(Decision decision, Slate slate) {
    Release release = decision.release();
    Map<String, Integer> generated = new HashMap<>();
    decision.candidates().stream()
        .filter(valued -> valued.logP().isPresent())
        .forEach(v -> generated.put(release.catalogue().ads().get(v.ad()).id(), v.ad()));
    return slate.positions().stream()
        .map(Slate.Position::ad)
        .filter(generated::containsKey)
        .findFirst()
        .map(
            ad ->
                Influence.of(
                    ad,
                    release.recall(),
                    decision.user(),
                    decision.query().request(),
                    release.leaves().legal(decision.eligible()),
                    release.trie().leaf(release.ids().indexOf(ad))));
  }

  private static List<List<Recall.Prefix>> beams(Decision decision) {
    return decision.beam() == 0
        ? List.of()
        : decision
            .release()
            .recall()
            .beams(
                decision.user(),
                decision.query().request(),
                decision.release().leaves().legal(decision.eligible()),
                decision.beam());
  }

  private static List<Explanation.Considered> considered(Decision decision) {
    Map<Integer, Decision.Valued> valued =
        decision.candidates().stream()
            .collect(Collectors.toMap(Decision.Valued::ad, Function.identity()));
    var all = new ArrayList<Explanation.Considered>();
    for (Lot.Won won : decision.outcome().winners()) {
      all.add(
          considered(
              decision.release(),
              valued,
              won.contender(),
              OptionalInt.of(won.place()),
              Optional.of(won)));
    }
    for (Lot.Lost lost : decision.outcome().losers()) {
      Explanation.Considered one =
          considered(
              decision.release(), valued, lost.contender(), OptionalInt.empty(), Optional.empty());
      all.add(
          new Explanation.Considered(
              one.ad(),
              one.title(),
              one.campaign(),
              one.semanticId(),
              one.logP(),
              one.sources(),
              one.pCTR(),
              one.pCVR(),
              one.grade(),
              one.eCPM(),
              one.place(),
              one.needed(),
              one.price(),
              Optional.of(lost.cause().name())));
    }
    var sold = all.stream().map(Explanation.Considered::ad).collect(Collectors.toSet());
    decision.candidates().stream()
        .map(kept -> unsold(decision.release(), kept))
        .filter(one -> !sold.contains(one.ad()))
        .forEach(all::add);
    all.sort(Comparator.comparing(Explanation.Considered::eCPM).reversed());
    return all;
  }

  /** What came to no auction, since it answers the query too little. */
  private static Explanation.Considered unsold(Release release, Decision.Valued valued) {
    Ad ad = release.catalogue().ads().get(valued.ad());
    int item = release.ids().indexOf(ad.id());
    return new Explanation.Considered(
        ad.id(),
        ad.title(),
        ad.campaign(),
        item < 0 ? "" : release.ids().path(item),
        valued.logP(),
        valued.sources(),
        valued.pCTR(),
        valued.pCVR(),
        valued.grade(),
        Money.zero(release.catalogue().rates().base()),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of("FLOOR"));
  }

  private static Explanation.Considered considered(
      Release release,
      Map<Integer, Decision.Valued> valued,
      Contender contender,
      OptionalInt place,
      Optional<Lot.Won> won) {
    var candidate = contender.candidate();
    Ad ad = release.catalogue().ads().get(candidate.ad());
    int item = release.ids().indexOf(ad.id());
    Optional<Decision.Valued> how = Optional.ofNullable(valued.get(candidate.ad()));
    return new Explanation.Considered(
        ad.id(),
        ad.title(),
        ad.campaign(),
        item < 0 ? "" : release.ids().path(item),
        how.map(Decision.Valued::logP).orElse(OptionalDouble.empty()),
        how.map(Decision.Valued::sources).orElse(List.of()),
        candidate.pCTR(),
        candidate.pCVR(),
        how.map(Decision.Valued::grade).orElse(OptionalDouble.empty()),
        contender.eCPM(),
        place,
        won.map(Lot.Won::needed),
        won.map(Lot.Won::price),
        Optional.empty());
  }

  @Override
  public void served(Decision decision, ServedSlate answer, Duration exposure) {
    stats.served(decision, answer);
    synchronized (latest) {
      Release newest = latest.isEmpty() ? decision.release() : latest.getFirst().decision.release();
      if (decision.release().isLaterThan(newest)) {
        List<Kept> moved = latest.stream().map(kept -> kept.in(decision.release())).toList();
        latest.clear();
        latest.addAll(moved);
      }
      latest.addFirst(new Kept(decision, answer, exposure).in(newest));
      if (latest.size() > EXPLAINABLE) {
        latest.removeLast();
      }
    }
  }

  @Override
  public void failed(SlateQuery query) {
    stats.failed(query);
  }

  @Override
  public void event(Event event, EventOutcome outcome) {
    stats.event(event, outcome, release().catalogue().rates());
  }
}
