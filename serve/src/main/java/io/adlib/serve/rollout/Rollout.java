package io.adlib.serve.rollout;

import io.adlib.core.AdlibException;
import io.adlib.core.Catalogue;
import io.adlib.core.InputException;
import io.adlib.data.artifact.Manifest;
import io.adlib.data.config.ExperimentConfig;
import io.adlib.serve.ad.LiveAds;
import io.adlib.serve.path.SlateService;
import io.adlib.serve.release.AdVectors;
import io.adlib.serve.release.Experiment;
import io.adlib.serve.release.LiveRelease;
import io.adlib.serve.release.Release;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts another release in the place of the live one while requests are answered, at a call or when
 * the workspace names another, and keeps the arms of an experiment. A release is loaded and checked
 * whole beside the one that answers; what does not pass changes nothing. Thread-safe: changes
 * happen one after the other.
 */
public final class Rollout {

  private static final Logger log = LoggerFactory.getLogger(Rollout.class);

  private final ReleaseShelf shelf;
  private final SlateService service;
  private final LiveAds ads;
  private final Consumer<String> outcomes;
  private final ReentrantLock lock = new ReentrantLock();

  /** Encoders of releases that answer no more; posts that began before may still use them. */
  private final Set<AdVectors> retired = new LinkedHashSet<>();

  /** The live release and those of arms as they were built, to compare. */
  private Release built;

  private final Map<String, Release> armsBuilt = new HashMap<>();

  private volatile Optional<Refused> refused = Optional.empty();

  /**
   * @param built the live release, without the ads posted since
   * @param outcomes is told {@code promoted}, {@code rolled-back}, {@code followed} or {@code
   *     refused}
   */
  public Rollout(
      ReleaseShelf shelf,
      SlateService service,
      Release built,
      LiveAds ads,
      Consumer<String> outcomes) {
    this.shelf = shelf;
    this.service = service;
    this.ads = ads;
    this.outcomes = outcomes;
    this.built = built;
  }

  /** A release that did not go live, and why. */
  public record Refused(String release, String reason) {}

  /** A release that went live, and the one before it. */
  public record Change(String live, String before) {}

  // ── the live release ─────────────────────────────────────────────────────────────────────────

  /**
   * Makes a release live.
   *
   * @throws AdlibException saying what is wrong with it; the one before answers on
   */
  public Change promote(String version) {
    return change(version, "promoted", place -> shelf.promote(version, place));
  }

  /** Makes the release live that was live before. */
  public Change rollback() {
    return change("before", "rolled-back", shelf::rollback);
  }

  /** Loads a release, places it and returns it. */
  private interface Loading {
    Release load(Consumer<Release> place);
  }

  private Change change(String version, String outcome, Loading loading) {
    lock.lock();
    try {
      Release before = service.live().get();
      Release origin = built;
      Release next;
      try {
        next = loading.load(this::place);
      } catch (RuntimeException e) {
        if (service.live().get() != before) {
          place(origin);
        }
        note(version, e);
        throw e;
      }
      settle(before, next, outcome);
      return new Change(next.version(), before.version());
    } finally {
      lock.unlock();
    }
  }

  private void place(Release next) {
    ads.swap(next);
    built = next;
  }

  private void settle(Release before, Release next, String outcome) {
    refused = Optional.empty();
    outcomes.accept(outcome);
    before.tokenizer().ifPresent(tokenizer -> retired.add(tokenizer.vectors()));
    next.tokenizer().ifPresent(tokenizer -> retired.remove(tokenizer.vectors()));
    retired.forEach(AdVectors::close);
    ads.warmUp();
    for (Experiment.Arm arm : service.experiment().arms()) {
      arm.live()
          .ifPresent(
              own ->
                  Optional.ofNullable(armsBuilt.get(arm.name()))
                      .flatMap(this::unfit)
                      .ifPresent(why -> end(arm, own, why)));
    }
  }

  /**
   * Follows the workspace, where a command may have named another release as live; call it every
   * second or so. A release that does not load is tried once.
   */
  public void follow() {
    Optional<String> named = shelf.live();
    if (named.isEmpty() || !lock.tryLock()) {
      return;
    }
    try {
      String version = named.get();
      Release before = service.live().get();
      if (version.equals(before.version())
          || refused.filter(r -> r.release().equals(version)).isPresent()) {
        return;
      }
      try {
        Release next = shelf.load(version);
        place(next);
        settle(before, next, "followed");
      } catch (RuntimeException e) {
        note(version, e);
        if (!(e instanceof AdlibException)) {
          throw e;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void note(String version, RuntimeException e) {
    String reason = String.valueOf(e.getMessage());
    refused = Optional.of(new Refused(version, reason));
    outcomes.accept("refused");
    log.error(
        "release {} does not go live, {} answers on: {}",
        version,
        service.live().get().version(),
        reason);
  }

  /** The release that was refused last, if none went live since. */
  public Optional<Refused> refused() {
    return refused;
  }

  /** All releases, newest first. */
  public List<Manifest> all() {
    return shelf.all();
  }

  // ── experiment ───────────────────────────────────────────────────────────────────────────────

  /** What answers beside the live release. */
  public Experiment experiment() {
    return service.experiment();
  }

  /**
   * Begins an experiment.
   *
   * @throws AdlibException if the release of an arm does not load or sells another market
   */
  public void begin(ExperimentConfig config) {
    lock.lock();
    try {
      var arms = new ArrayList<Experiment.Arm>();
      for (ExperimentConfig.Arm arm : config.arms()) {
        arms.add(new Experiment.Arm(arm.name(), arm.share(), release(arm)));
      }
      service.use(new Experiment(config.name(), arms));
    } finally {
      lock.unlock();
    }
  }

  /** Nothing, if the arm's release has become the live one. */
  private Optional<LiveRelease> release(ExperimentConfig.Arm arm) {
    if (arm.release().equals(built.version())) {
      log.warn("arm {} is over: its release {} is live", arm.name(), arm.release());
      return Optional.empty();
    }
    Release loaded = shelf.load(arm.release());
    Optional<String> why = unfit(loaded);
    if (why.isPresent()) {
      throw new InputException(
          "release " + arm.release() + " cannot serve as arm " + arm.name() + ": " + why.get(),
          "build both releases of the same data, or take the arm out of adlib.yaml");
    }
    armsBuilt.put(arm.name(), loaded);
    return Optional.of(ads.beside(loaded));
  }

  private void end(Experiment.Arm arm, LiveRelease own, String why) {
    log.warn("arm {} is over: {}", arm.name(), why);
    service.use(service.experiment().ended(arm.name()));
    ads.leave(own);
    own.get().tokenizer().ifPresent(tokenizer -> retired.add(tokenizer.vectors()));
  }

  /**
   * Why a release cannot serve beside the live one. Both spend the same budgets, so both must sell
   * the same market; ads posted since are in both.
   */
  private Optional<String> unfit(Release other) {
    if (other.version().equals(built.version())) {
      return Optional.of("release " + other.version() + " is live");
    }
    Catalogue ours = built.catalogue();
    Catalogue theirs = other.catalogue();
    boolean same =
        ours.advertisers().equals(theirs.advertisers())
            && ours.campaigns().equals(theirs.campaigns())
            && ours.rates().equals(theirs.rates())
            && ours.ads().equals(theirs.ads());
    return same
        ? Optional.empty()
        : Optional.of(
            "its advertisers, campaigns, ads or rates are not those of the live release "
                + built.version());
  }

  /** Frees what releases no longer in use hold. */
  public void close() {
    retired.forEach(AdVectors::close);
  }
}
