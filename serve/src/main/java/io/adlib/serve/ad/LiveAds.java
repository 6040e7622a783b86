package io.adlib.serve.ad;

import io.adlib.core.Ad;
import io.adlib.core.AdlibException;
import io.adlib.core.EnvironmentException;
import io.adlib.serve.release.AdTokenizer;
import io.adlib.serve.release.LiveRelease;
import io.adlib.serve.release.Release;
import io.adlib.serve.state.AdRecord;
import io.adlib.serve.state.AdRecords;
import io.adlib.sid.assign.SuffixBook;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds ads to the live release and takes them away. A new ad gets its semantic ID from encoder and
 * codebooks alone; that of no other ad changes. Each change is durable before the edition with it
 * is seen, and seen before it is acknowledged, so that whoever asks after the answer is served by
 * it. Requests in flight keep the edition they began with.
 *
 * <p>Making an edition takes time in proportion to all ads, so changes that are waiting share one
 * (flat combining, Hendler et al., SPAA 2010): whoever holds the lock works for all. Thread-safe.
 */
public final class LiveAds {

  private static final Logger log = LoggerFactory.getLogger(LiveAds.class);

  private final LiveRelease live;
  private final AdRecords records;
  private final InstantSource clock;
  private final Duration memory;
  private final ReentrantLock lock = new ReentrantLock();
  private final ConcurrentLinkedQueue<Change> waiting = new ConcurrentLinkedQueue<>();

  /** The same ads in other releases that serve beside this one. */
  private final List<LiveAds> twins = new CopyOnWriteArrayList<>();

  /** Whether another keeps the records. */
  private final boolean isTwin;

  /** Of the live release's items; guarded by the lock. */
  private SuffixBook suffixes;

  private LiveAds(
      LiveRelease live, AdRecords records, InstantSource clock, Duration memory, boolean isTwin) {
    this.live = live;
    this.isTwin = isTwin;
    this.records = records;
    this.clock = clock;
    this.memory = memory;
    suffixes = new SuffixBook(live.get().ids());
  }

  /**
   * Brings the live release up to what was posted and withdrawn before the last stop.
   *
   * @param memory how long a withdrawn ad is remembered, since events of it may still come
   */
  public static LiveAds open(
      LiveRelease live, AdRecords records, InstantSource clock, Duration memory) {
    var ads = new LiveAds(live, records, clock, memory, false);
    ads.swap(live.get());
    return ads;
  }

  /** Has a release that serves beside the live one follow all that is posted and withdrawn. */
  public LiveRelease beside(Release other) {
    lock.lock();
    try {
      var twin = new LiveAds(new LiveRelease(other), records, clock, memory, true);
      twin.swap(other);
      twins.add(twin);
      return twin.live;
    } finally {
      lock.unlock();
    }
  }

  /** A release that served beside the live one need not follow any more. */
  public void leave(LiveRelease other) {
    twins.removeIf(twin -> twin.live == other);
  }

  /** Loads the encoder in the background; if it does not load, the first post says why. */
  public void warmUp() {
    Thread.ofPlatform()
        .daemon()
        .name("ads-warm-up")
        .start(() -> live.get().tokenizer().ifPresent(LiveAds::load));
  }

  private static void load(AdTokenizer tokenizer) {
    try {
      tokenizer.vectors().load();
    } catch (AdlibException e) {
      log.debug("the encoder for new ads does not load yet", e);
    }
  }

  /** One thing to do, and what came of it. */
  private static final class Change {
    final List<AdOffer> offers;
    final Optional<String> withdrawal;
    final Map<String, short[]> codes_L = new HashMap<>();
    String tokenizer = "";
    List<AdOutcome> outcomes = List.of();
    boolean found;
    Optional<RuntimeException> failure = Optional.empty();
    boolean done;

    Change(List<AdOffer> offers, Optional<String> withdrawal) {
      this.offers = offers;
      this.withdrawal = withdrawal;
    }

    /** The offers that were not refused. */
    List<AdOffer> taken() {
      var taken = new ArrayList<AdOffer>();
      for (int i = 0; i < offers.size(); i++) {
        if (!(outcomes.get(i) instanceof AdOutcome.Refused)) {
          taken.add(offers.get(i));
        }
      }
      return taken;
    }
  }

  /**
   * Adds ads. Each stands for itself: one that is refused keeps no other out.
   *
   * @return an outcome an ad, in order; what it calls created is durable and served
   * @throws EnvironmentException if the encoder or the store refuses; none of them was added then
   */
  public List<AdOutcome> post(List<AdOffer> offers) {
    var change = new Change(offers, Optional.empty());
    encode(change, live.get());
    return perform(change).outcomes;
  }

  /**
   * Takes an ad away, whether it was posted or came with the release.
   *
   * @return false if there never was one; true also if it was gone already
   * @throws EnvironmentException if the store refuses
   */
  public boolean withdraw(String id) {
    return perform(new Change(List.of(), Optional.of(id))).found;
  }

  /** Ads that were posted and are served, by id. */
  public List<AdRecord> posted() {
    return records.all().stream().filter(record -> record.withdrawn().isEmpty()).toList();
  }

  /**
   * Puts a release in the place of the live one, with all that was posted and withdrawn: an ad that
   * came with the release is served as the release has it; others are added, with the semantic ID
   * they had if the tokenizer is the same, else with a new one; what was withdrawn stays withdrawn.
   */
  public void swap(Release next) {
    lock.lock();
    try {
      suffixes = new SuffixBook(next.ids());
      var draft = new Draft(next, suffixes, clock.instant());
      restore(next, draft);
      write(draft.records());
      Release edition = draft.isChanged() ? draft.build() : next;
      if (edition != live.get()) {
        live.swap(edition);
      }
    } finally {
      lock.unlock();
    }
  }

  private void write(List<AdRecord> changed) {
    if (!isTwin && !changed.isEmpty()) {
      records.put(changed);
    }
  }

  private void restore(Release next, Draft draft) {
    Instant forgotten = clock.instant().minus(memory);
    var old = new ArrayList<AdRecord>();
    var forget = new ArrayList<String>();
    for (AdRecord record : records.all()) {
      boolean released = next.catalogue().adIndex(record.ad().id()) >= 0;
      boolean past = record.withdrawn().filter(when -> when.isBefore(forgotten)).isPresent();
      if (released || !past && isPossible(next, record.ad())) {
        old.add(record);
      } else if (past) {
        forget.add(record.ad().id());
      }
    }
    if (!isTwin) {
      records.forget(forget);
    }
    List<AdRecord> strange =
        old.stream()
            .filter(record -> next.catalogue().adIndex(record.ad().id()) < 0)
            .filter(record -> !hasCodes(next, record))
            .toList();
    Map<String, short[]> codes_L =
        strange.isEmpty() ? Map.of() : codes(next, strange.stream().map(AdRecord::ad).toList());
    for (AdRecord record : old) {
      draft.restore(record, codes_L.getOrDefault(record.ad().id(), codes(record)));
    }
    if (!old.isEmpty()) {
      log.info(
          "{} ads were posted or withdrawn before; {} encoded anew", old.size(), strange.size());
    }
  }

  /** An ad whose campaign the release no longer has waits for one that has it. */
  private static boolean isPossible(Release next, Ad ad) {
    boolean possible =
        next.catalogue().campaignIndex(ad.campaign()) >= 0
            && next.catalogue().contentIndex(ad.id()) < 0
            && next.tokenizer().isPresent();
    if (!possible) {
      log.warn("the posted ad {} has no place in release {}", ad.id(), next.version());
    }
    return possible;
  }

  private static boolean hasCodes(Release next, AdRecord record) {
    return next.tokenizer().filter(t -> t.fingerprint().equals(record.tokenizer())).isPresent()
        && record.path().size() == next.ids().depth();
  }

  private static short[] codes(AdRecord record) {
    short[] codes_L = new short[Math.max(0, record.path().size() - 1)];
    for (int level = 0; level < codes_L.length; level++) {
      codes_L[level] = record.path().get(level).shortValue();
    }
    return codes_L;
  }

  // ── changes ──────────────────────────────────────────────────────────────────────────────────

  private Change perform(Change change) {
    waiting.add(change);
    lock.lock();
    try {
      if (!change.done) {
        performAll();
      }
    } finally {
      lock.unlock();
    }
    if (change.failure.isPresent()) {
      throw change.failure.get();
    }
    return change;
  }

  /** Does what the first did; what has no place here is not served from here. */
  private void follow(List<Change> changes) {
    var mine = changes.stream().map(c -> new Change(c.taken(), c.withdrawal)).toList();
    lock.lock();
    try {
      waiting.addAll(mine);
      performAll();
    } finally {
      lock.unlock();
    }
    for (Change change : mine) {
      change.failure.ifPresent(e -> log.warn("release {}", live.get().version(), e));
      change.outcomes.stream()
          .filter(AdOutcome.Refused.class::isInstance)
          .forEach(refused -> log.warn("release {}: {}", live.get().version(), refused));
    }
  }

  /** Everything that waits, in one edition. */
  private void performAll() {
    var changes = new ArrayList<Change>();
    for (Change next = waiting.poll(); next != null; next = waiting.poll()) {
      changes.add(next);
    }
    Release release = live.get();
    var draft = new Draft(release, suffixes, clock.instant());
    boolean shown = false;
    try {
      for (Change change : changes) {
        encode(change, release);
        change.outcomes =
            change.offers.stream()
                .map(
                    offer ->
                        draft.post(offer, Optional.ofNullable(change.codes_L.get(offer.ad().id()))))
                .toList();
        change.found = change.withdrawal.map(draft::withdraw).orElse(false);
      }
      if (draft.isChanged()) {
        Release edition = draft.build();
        write(draft.records());
        live.edit(edition);
        shown = true;
        twins.forEach(twin -> twin.follow(changes));
      }
    } catch (RuntimeException e) {
      changes.forEach(change -> change.failure = Optional.of(e));
    } finally {
      if (!shown) {
        draft.abandon();
      }
      changes.forEach(change -> change.done = true);
    }
  }

  /** Codes of what is new, by the release's tokenizer; nothing to do if that was done before. */
  private void encode(Change change, Release release) {
    String fingerprint = release.tokenizer().map(AdTokenizer::fingerprint).orElse("");
    if (!change.tokenizer.equals(fingerprint)) {
      change.codes_L.clear();
      change.tokenizer = fingerprint;
    }
    List<Ad> fresh =
        change.offers.stream()
            .map(AdOffer::ad)
            .filter(ad -> !change.codes_L.containsKey(ad.id()))
            .filter(ad -> release.catalogue().adIndex(ad.id()) < 0)
            .filter(ad -> release.catalogue().campaignIndex(ad.campaign()) >= 0)
            .toList();
    if (!fresh.isEmpty()) {
      change.codes_L.putAll(codes(release, fresh));
    }
  }

  private Map<String, short[]> codes(Release release, List<Ad> ads) {
    AdTokenizer tokenizer =
        release
            .tokenizer()
            .orElseThrow(
                () ->
                    new EnvironmentException(
                        "release " + release.version() + " has no encoder for new ads",
                        "build it again with: adlib release build --promote"));
    int levels = tokenizer.books().levels();
    short[] codes_NL = tokenizer.codes(ads);
    Map<String, short[]> codes_L = new HashMap<>();
    for (int i = 0; i < ads.size(); i++) {
      codes_L.put(ads.get(i).id(), Arrays.copyOfRange(codes_NL, i * levels, (i + 1) * levels));
    }
    return codes_L;
  }
}
