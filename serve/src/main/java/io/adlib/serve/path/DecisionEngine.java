package io.adlib.serve.path;

import io.adlib.core.Catalogue;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.core.Slate;
import io.adlib.core.UserState;
import io.adlib.market.auction.Auction;
import io.adlib.market.auction.Candidate;
import io.adlib.market.auction.Outcome;
import io.adlib.market.eligibility.Budgets;
import io.adlib.market.eligibility.EligibilityQuery;
import io.adlib.market.eligibility.Throttle;
import io.adlib.market.frequency.FrequencyCounts;
import io.adlib.serve.index.IndexRecall;
import io.adlib.serve.release.Recall;
import io.adlib.serve.release.Release;
import io.adlib.serve.release.Valuer;
import io.adlib.sid.LegalLeaves;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.roaringbitmap.RoaringBitmap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which ads answer a request, and at what price, without changing anything but its own
 * caches: who calls it holds the money and writes the exposure. Only eligible ads are generated.
 * Thread-safe.
 */
public final class DecisionEngine {

  private static final Logger log = LoggerFactory.getLogger(DecisionEngine.class);

  /** Searches run beside the generator, as many at once as requests do. */
  private static final ExecutorService BESIDE =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().name("adlib-search-", 0).daemon().factory());

  /** Room kept beyond an estimate, since it is only the usual case. */
  private static final double SAFETY = 1.5;

  private final PathConfig config;
  private final LongSupplier ticker;
  private final ToLongFunction<String> impressions;
  private final ToLongFunction<String> clicks;
  private final YoungAds young;
  private final CandidateCache cache = new CandidateCache();
  private final CostEstimate wide;
  private final CostEstimate narrow;
  private final CostEstimate tail;
  private volatile Optional<IndexRecall> index = Optional.empty();
  private volatile Optional<PopularAds> popular = Optional.empty();

  /**
   * @param ticker nanoseconds of a clock that never goes back
   * @param impressions of an ad so far, by its id
   * @param clicks of an ad so far, by its id
   */
  public DecisionEngine(
      PathConfig config,
      LongSupplier ticker,
      ToLongFunction<String> impressions,
      ToLongFunction<String> clicks) {
    this.config = config;
    young = new YoungAds(config.young());
    this.ticker = ticker;
    this.impressions = impressions;
    this.clicks = clicks;
    wide = CostEstimate.ofOptional(ticker);
    narrow = CostEstimate.ofOptional(ticker);
    tail = CostEstimate.ofNeeded(ticker);
  }

  /**
   * Decides.
   *
   * @param user what may be used of the user: nothing, without consent
   * @param counts what the user saw of campaigns that cap it
   * @param budgets what campaigns can still spend
   */
  public Decision decide(
      SlateQuery query, Release release, UserState user, FrequencyCounts counts, Budgets budgets) {
    return decide(
        query,
        release,
        user,
        counts,
        budgets,
        Throttle.NONE,
        new Deadline(query.request().id(), query.request().deadline(), ticker));
  }

  Decision decide(
      SlateQuery query,
      Release release,
      UserState user,
      FrequencyCounts counts,
      Budgets budgets,
      Throttle throttle,
      Deadline deadline) {
    Request request = query.request();
    RoaringBitmap eligible =
        deadline.timed(
            Stage.ELIGIBILITY,
            () ->
                release
                    .eligibility()
                    .eligible(
                        new EligibilityQuery(request, budgets, counts, query.blocks(), throttle)));
    Set<Step> steps = EnumSet.noneOf(Step.class);
    var candidates = new Candidates();
    int beam =
        eligible.isEmpty() || deadline.remaining() <= 0
            ? 0
            : deadline.timed(
                Stage.RECALL,
                () -> recall(query, release, user, eligible, steps, candidates, deadline));
    Money reserve = reserve(query, release.catalogue());
    if (!tail.fits(deadline.remaining(), 1)) {
      steps.add(Step.NO_BID);
      var nothing = new Outcome(List.of(), List.of());
      return new Decision(
          query,
          release,
          user,
          eligible,
          beam,
          List.of(),
          reserve,
          nothing,
          List.of(),
          steps,
          deadline.spent());
    }
    long before = ticker.getAsLong();
    List<Decision.Valued> valued =
        deadline.timed(Stage.RANK, () -> value(release, user, request, candidates));
    List<Decision.Valued> answering =
        valued.stream().filter(v -> v.reaches(config.floor())).toList();
    boolean graded = valued.stream().anyMatch(v -> v.grade().isPresent());
    RoaringBitmap open = graded && config.floor() > 1 ? numbers(answering) : eligible;
    Seed draw = config.seed().of(request.id());
    Outcome outcome =
        deadline.timed(
            Stage.AUCTION,
            () ->
                auction(release)
                    .run(
                        contenders(release, answering), request.slots(), reserve, draw.of("ties")));
    List<Slate.Position> positions =
        explored(
            new Exploration(
                config.exploration(),
                config.young().share(),
                young.of(release, open, request.time()),
                config.sale().rules(),
                draw.of("exploration").generator()),
            release,
            user,
            request,
            open,
            outcome,
            answering,
            reserve);
    tail.observed(ticker.getAsLong() - before);
    return new Decision(
        query,
        release,
        user,
        eligible,
        beam,
        valued,
        reserve,
        outcome,
        positions,
        steps,
        deadline.spent());
  }

  /** From now on an index proposes ads beside the generator. */
  void use(IndexRecall other) {
    index = Optional.of(other);
  }

  /** Forgets what was proposed to a user. */
  void forget(String user) {
    cache.forget(user);
  }

  /** Forgets what things cost so far, as after a warm-up that was slow by nature. */
  void forgetCosts() {
    wide.reset();
    narrow.reset();
    tail.reset();
  }

  // ── recall ───────────────────────────────────────────────────────────────────────────────────

  private int recall(
      SlateQuery query,
      Release release,
      UserState user,
      RoaringBitmap eligible,
      Set<Step> steps,
      Candidates candidates,
      Deadline deadline) {
    Request request = query.request();
    Optional<Future<IndexRecall.Proposals>> beside =
        index.map(i -> BESIDE.submit(() -> i.propose(user, request, release, eligible)));
    int beam = beam(deadline);
    if (beam > 0) {
      if (beam < config.beam()) {
        steps.add(Step.NARROW_BEAM);
      }
      long before = ticker.getAsLong();
      LegalLeaves legal = release.leaves().legal(eligible);
      List<Recall.Proposal> proposals =
          release.recall().propose(user, request, legal, beam, config.proposals());
      (beam < config.beam() ? narrow : wide).observed(ticker.getAsLong() - before);
      cache.put(release, request, ads(release, proposals));
      for (Recall.Proposal proposal : proposals) {
        int ad = release.leaves().ad(proposal.leaf());
        if (ad >= 0 && eligible.contains(ad)) {
          candidates.add(ad, OptionalDouble.of(proposal.logP()), proposal.sources());
        }
      }
    } else {
      Optional<List<CandidateCache.Proposed>> cached = cache.get(release, request);
      steps.add(cached.isPresent() ? Step.CACHED_CANDIDATES : Step.POPULARITY);
      cached.ifPresent(old -> addCached(candidates, eligible, old));
    }
    for (int ad : young.like(user, release, eligible, request.time())) {
      candidates.add(ad, OptionalDouble.empty(), Candidates.YOUNG);
    }
    beside.ifPresent(proposed -> add(candidates, proposed, deadline));
    int wanted = beam > 0 ? config.popular() : Math.max(config.popular(), config.proposals());
    for (int ad : popular(release).of(release, eligible, wanted)) {
      candidates.add(ad, OptionalDouble.empty(), Candidates.POPULARITY);
    }
    return beam;
  }

  /** What was searched for meanwhile; what is not there in time is left out. */
  private void add(Candidates candidates, Future<IndexRecall.Proposals> beside, Deadline deadline) {
    try {
      long left = Math.max(0, deadline.remaining() - tail.nanos());
      IndexRecall.Proposals found = beside.get(left, TimeUnit.NANOSECONDS);
      for (int ad : found.lexical()) {
        candidates.add(ad, OptionalDouble.empty(), Candidates.LEXICAL);
      }
      for (int ad : found.vector()) {
        candidates.add(ad, OptionalDouble.empty(), Candidates.VECTOR);
      }
    } catch (TimeoutException _) {
      beside.cancel(false);
    } catch (ExecutionException e) {
      log.error("recall by the index met a defect", e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** The widest beam that there is time for, or 0 for none. */
  private int beam(Deadline deadline) {
    long left = deadline.remaining() - tail.nanos();
    if (wide.fits(left, SAFETY)) {
      return config.beam();
    }
    return narrow.fits(left, SAFETY) ? config.narrowBeam() : 0;
  }

  private static List<CandidateCache.Proposed> ads(
      Release release, List<Recall.Proposal> proposals) {
    return proposals.stream()
        .map(p -> new CandidateCache.Proposed(release.leaves().ad(p.leaf()), p.logP()))
        .filter(p -> p.ad() >= 0)
        .toList();
  }

  private static void addCached(
      Candidates candidates, RoaringBitmap eligible, List<CandidateCache.Proposed> proposed) {
    for (CandidateCache.Proposed one : proposed) {
      if (eligible.contains(one.ad())) {
        candidates.add(one.ad(), OptionalDouble.of(one.logP()), Candidates.CACHE);
      }
    }
  }

  private PopularAds popular(Release release) {
    Optional<PopularAds> known = popular.filter(ads -> ads.isOf(release));
    if (known.isEmpty()) {
      known = Optional.of(new PopularAds(release, impressions, clicks, ticker));
      popular = known;
    }
    return known.get();
  }

  // ── value and auction ────────────────────────────────────────────────────────────────────────

  private static List<Decision.Valued> value(
      Release release, UserState user, Request request, Candidates candidates) {
    List<Candidates.Proposed> proposed = candidates.all();
    if (proposed.isEmpty()) {
      return List.of();
    }
    List<Valuer.Value> values = release.valuer().value(user, request, candidates.numbers());
    var valued = new ArrayList<Decision.Valued>();
    for (int i = 0; i < proposed.size(); i++) {
      Candidates.Proposed p = proposed.get(i);
      valued.add(
          new Decision.Valued(
              p.ad(),
              p.logP(),
              p.sources(),
              values.get(i).pCTR(),
              values.get(i).pCVR(),
              values.get(i).grade()));
    }
    return valued;
  }

  private static RoaringBitmap numbers(List<Decision.Valued> some) {
    return RoaringBitmap.bitmapOf(some.stream().mapToInt(Decision.Valued::ad).toArray());
  }

  private Auction auction(Release release) {
    return new Auction(
        release.catalogue(),
        config.sale().pricing(),
        config.sale().rules(),
        release.valuer().effects());
  }

  private List<Candidate> contenders(Release release, List<Decision.Valued> valued) {
    return valued.stream().map(v -> contender(release, v.ad(), v.pCTR(), v.pCVR())).toList();
  }

  private Candidate contender(Release release, int ad, double pCTR, double pCVR) {
    return Candidate.of(release.catalogue(), ad, pCTR, pCVR).ofQuality(config.sale().quality(pCTR));
  }

  private Money reserve(SlateQuery query, Catalogue catalogue) {
    String market = catalogue.rates().base();
    Money ours = Money.micros(config.sale().reserveMicros(), market);
    return query
        .floor()
        .map(floor -> catalogue.rates().convert(floor, market))
        .filter(floor -> floor.compareTo(ours) > 0)
        .orElse(ours);
  }

  private List<Slate.Position> explored(
      Exploration exploration,
      Release release,
      UserState user,
      Request request,
      RoaringBitmap eligible,
      Outcome outcome,
      List<Decision.Valued> valued,
      Money reserve) {
    return exploration.positions(
        release,
        outcome,
        valued,
        eligible,
        (ad, place) -> {
          Valuer.Value value = release.valuer().value(user, request, new int[] {ad}).getFirst();
          return auction(release)
              .alone(contender(release, ad, value.pCTR(), value.pCVR()), place, reserve);
        });
  }
}
