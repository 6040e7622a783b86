package io.adlib.serve.state;

import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.EnvironmentException;
import io.adlib.core.Event;
import io.adlib.core.User;
import io.adlib.data.state.Batch;
import io.adlib.market.ledger.Claim;
import io.adlib.market.ledger.Ledger;
import io.adlib.market.ledger.Tentative;
import io.adlib.market.pacing.PacingMemory;
import io.adlib.serve.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Everything that serving remembers, in memory and durable. Whatever a method acknowledges by
 * returning survives kill -9. When the store once fails to write, it stays refused until a restart,
 * because what reached the disk is then in doubt: a restart finds out and loses nothing that was
 * acknowledged. Thread-safe.
 */
public final class ServingState {

  /** Events made durable together. */
  private static final int CHUNK = 256;

  /** Kept beyond what is needed, for clocks that differ. */
  private static final Duration MARGIN = Duration.ofDays(1);

  private static final Duration COMPACTION_PATIENCE = Duration.ofSeconds(10);

  private final FailStopStore store;
  private final InstantSource clock;
  private final StateConfig config;
  private final StripedLocks locks = new StripedLocks();
  private final UserRecords users;
  private final LedgerJournal journal;
  private final Ledger ledger;
  private final AdCounts counts;
  private final AdRecords ads;
  private volatile Catalogue catalogue;

  /** Campaigns that left with a release before, of whose ads events may still come. */
  private final Map<String, Campaign> left = new ConcurrentHashMap<>();

  private ServingState(
      StateStore raw, Catalogue catalogue, InstantSource clock, StateConfig config) {
    this.store = new FailStopStore(raw);
    this.clock = clock;
    this.config = config;
    this.catalogue = catalogue;
    users = new UserRecords(store, locks, config.users());
    journal = new LedgerJournal(store);
    ledger = Ledger.recover(journal.read(), catalogue, clock, journal);
    counts = new AdCounts(store);
    ads = new AdRecords(store);
  }

  /**
   * Recovers the state that a store holds, or begins one.
   *
   * @throws io.adlib.core.CorruptException if the store holds what cannot be understood
   */
  public static ServingState open(
      StateStore store, Catalogue catalogue, InstantSource clock, StateConfig config) {
    var state = new ServingState(store, catalogue, clock, config);
    state.compactLedger();
    state.ledger.openDay();
    return state;
  }

  /** From now on, campaigns, budgets and ads are those of this catalogue. */
  public void use(Catalogue next) {
    for (Campaign campaign : catalogue.campaigns()) {
      if (next.campaignIndex(campaign.id()) < 0) {
        left.put(campaign.id(), campaign);
      }
    }
    catalogue = next;
    ledger.use(next);
  }

  // ── reading ──────────────────────────────────────────────────────────────────────────────────

  /** What is known of a user; of one never heard of, nothing. */
  public UserRecord user(String id) {
    return users.get(id);
  }

  /** The budgets. */
  public Ledger ledger() {
    return ledger;
  }

  /** Impressions and clicks of every ad. */
  public AdCounts counts() {
    return counts;
  }

  /** Ads that were posted or withdrawn while serving. */
  public AdRecords ads() {
    return ads;
  }

  /** How long things are waited for and kept. */
  public StateConfig config() {
    return config;
  }

  /** What was served to a request, if it was here and is still kept. */
  public Optional<Exposure> exposure(String request) {
    return store
        .get(Family.EXPOSURES, bytes(request))
        .map(json -> Json.read(json, Exposure.class, "a stored exposure"));
  }

  /** Whether an event was made durable before. */
  public boolean hasEvent(String id) {
    return store.get(Family.EVENTS, bytes(id)).isPresent();
  }

  /** What pacing remembers of each campaign. */
  public List<PacingMemory> pacing() {
    var memories = new ArrayList<PacingMemory>();
    try (var all = store.scan(Family.PACING, new byte[0])) {
      while (all.hasNext()) {
        memories.add(PacingCodec.decode(all.next().value()));
      }
    }
    return memories;
  }

  /** Why nothing can be written any more, if so. */
  public Optional<String> failure() {
    return store.failure();
  }

  // ── serving ──────────────────────────────────────────────────────────────────────────────────

  /** Writes down a slate once it is known which of its claims were granted. */
  @FunctionalInterface
  public interface Settled {
    /** The exposure with the positions whose claims were granted, in the order of the claims. */
    Exposure exposure(List<Claim> granted);
  }

  /**
   * Holds the money for a slate and writes the exposure, in one durable batch. A request that was
   * answered before gets that answer again, and holds no more money.
   *
   * @param claims one an ad; their reservations are {@link Exposure#reservation}
   */
  public Exposure expose(String request, List<Claim> claims, Settled settled) {
    try (var _ = locks.lock(Stream.of(StripedLocks.request(request)))) {
      Optional<Exposure> before = exposure(request);
      if (before.isPresent()) {
        return before.get();
      }
      store.refuseAfterFailure();
      try (Tentative<List<Claim>> held = ledger.hold(claims)) {
        Exposure exposure = settled.exposure(held.result());
        if (held.result().isEmpty()) {
          return exposure;
        }
        var batch = new Batch().put(Family.EXPOSURES, bytes(request), Json.bytes(exposure));
        journal.put(batch, held.entries());
        store.commit(batch);
        held.commit();
        return exposure;
      }
    }
  }

  /**
   * Frees what is held for an ad that is not shown after all; durable on return.
   *
   * @return false if nothing is held for it any more
   */
  public boolean release(String request, String ad) {
    store.refuseAfterFailure();
    try (Tentative<Boolean> freed = ledger.release(Exposure.reservation(request, ad))) {
      if (freed.result()) {
        var batch = new Batch();
        journal.put(batch, freed.entries());
        store.commit(batch);
        freed.commit();
      }
      return freed.result();
    }
  }

  // ── events ───────────────────────────────────────────────────────────────────────────────────

  /**
   * Takes live events: each is durable, known already, or refused by itself when this returns.
   *
   * @return an outcome for each, in order
   * @throws EnvironmentException if the store fails; sending the same events again later is safe
   */
  public List<EventOutcome> accept(List<Event> events) {
    Instant now = clock.instant();
    return inChunks(events, (intake, event) -> intake.take(event, now, config));
  }

  /** Takes events of the past, however old, into the users' histories; nothing is billed. */
  public List<EventOutcome> learn(List<Event> events) {
    return inChunks(events, EventIntake::learn);
  }

  private interface Taking {
    EventOutcome take(EventIntake intake, Event event);
  }

  private List<EventOutcome> inChunks(List<Event> events, Taking taking) {
    var outcomes = new ArrayList<EventOutcome>(events.size());
    for (int from = 0; from < events.size(); from += CHUNK) {
      List<Event> chunk = events.subList(from, Math.min(events.size(), from + CHUNK));
      store.refuseAfterFailure();
      try (var _ = locks.lock(chunk.stream().flatMap(ServingState::lockNames));
          var intake =
              new EventIntake(
                  store,
                  users,
                  journal,
                  ledger,
                  catalogue,
                  this::campaign,
                  this::exposure,
                  config.history())) {
        chunk.forEach(event -> outcomes.add(taking.take(intake, event)));
        intake.commit().forEach(counts::record);
      }
    }
    return outcomes;
  }

  private Optional<Campaign> campaign(String id) {
    Catalogue now = catalogue;
    int index = now.campaignIndex(id);
    return index >= 0 ? Optional.of(now.campaigns().get(index)) : Optional.ofNullable(left.get(id));
  }

  private static Stream<String> lockNames(Event event) {
    return Stream.concat(
        Stream.of(StripedLocks.user(event.user()), StripedLocks.event(event.id())),
        event.request().stream().map(StripedLocks::request));
  }

  /** Sets users' attributes and thoughts; their histories stay. */
  public void putUsers(List<User> some) {
    for (int from = 0; from < some.size(); from += CHUNK) {
      List<User> chunk = some.subList(from, Math.min(some.size(), from + CHUNK));
      store.refuseAfterFailure();
      try (var _ = locks.lock(chunk.stream().map(u -> StripedLocks.user(u.id())))) {
        var batch = new Batch();
        var records = new ArrayList<UserRecord>();
        for (User user : chunk) {
          batch.put(Family.USERS, bytes(user.id()), UserRecords.encode(user.attributes()));
          if (user.thought().isNone()) {
            batch.delete(Family.THOUGHTS, bytes(user.id()));
          } else {
            batch.put(Family.THOUGHTS, bytes(user.id()), UserRecords.encode(user.thought()));
          }
          records.add(users.getLocked(user.id()).with(user));
        }
        store.commit(batch);
        records.forEach(users::remember);
      }
    }
  }

  /** What was kept of a user who is forgotten. */
  public record Forgotten(long events, long exposures) {}

  /**
   * Forgets a user: attributes, thought, history and caps go; what was served stays, as served to
   * nobody in no place, because money hangs on it. Reads all exposures.
   */
  public Forgotten forget(String user) {
    store.refuseAfterFailure();
    long events = 0;
    try (var _ = locks.lock(Stream.of(StripedLocks.user(user)))) {
      var batch =
          new Batch()
              .delete(Family.USERS, bytes(user))
              .delete(Family.THOUGHTS, bytes(user))
              .delete(Family.CAPS, bytes(user));
      try (var history = store.scan(Family.HISTORY, EventCodec.historyPrefix(user))) {
        while (history.hasNext()) {
          batch.delete(Family.HISTORY, history.next().key());
          events++;
        }
      }
      store.commit(batch);
      users.forget(user);
    }
    long exposures = 0;
    for (String request : requestsOf(user)) {
      try (var _ = locks.lock(Stream.of(StripedLocks.request(request)))) {
        Optional<Exposure> served = exposure(request);
        if (served.isPresent()) {
          store.commit(
              new Batch()
                  .put(Family.EXPOSURES, bytes(request), Json.bytes(served.get().ofNobody())));
          exposures++;
        }
      }
    }
    return new Forgotten(events, exposures);
  }

  private List<String> requestsOf(String user) {
    var requests = new ArrayList<String>();
    try (var all = store.scan(Family.EXPOSURES, new byte[0])) {
      while (all.hasNext()) {
        var entry = all.next();
        Exposure exposure = Json.read(entry.value(), Exposure.class, "a stored exposure");
        if (exposure.request().user().equals(user)) {
          requests.add(exposure.request().id());
        }
      }
    }
    return requests;
  }

  /** Whether anything is kept of a user. */
  public boolean knows(String user) {
    try (var history = store.scan(Family.HISTORY, EventCodec.historyPrefix(user))) {
      return history.hasNext()
          || store.get(Family.USERS, bytes(user)).isPresent()
          || store.get(Family.THOUGHTS, bytes(user)).isPresent()
          || store.get(Family.CAPS, bytes(user)).isPresent()
          || !requestsOf(user).isEmpty();
    }
  }

  // ── upkeep ───────────────────────────────────────────────────────────────────────────────────

  /** Frees money held for what was never billed; call it every second or so. */
  public int expire() {
    store.refuseAfterFailure();
    return ledger.expire();
  }

  /** Writes the counts of ads; call it every minute or so, and before a stop. */
  public void writeCounts() {
    store.refuseAfterFailure();
    var batch = new Batch();
    counts.write(batch);
    store.commit(batch);
  }

  /** Writes what pacing must remember; call it every minute or so, and before a stop. */
  public void writePacing(List<PacingMemory> memories) {
    store.refuseAfterFailure();
    for (int from = 0; from < memories.size(); from += CHUNK) {
      var batch = new Batch();
      for (PacingMemory memory : memories.subList(from, Math.min(memories.size(), from + CHUNK))) {
        batch.put(Family.PACING, bytes(memory.campaign()), PacingCodec.encode(memory));
      }
      store.commit(batch);
    }
  }

  /**
   * Forgets the ids of events too old to be taken again, and exposures too old for any event; call
   * it now and then. Reads all of both.
   *
   * @return how many entries went
   */
  public int forgetOld() {
    Instant limit = clock.instant().minus(config.past()).minus(MARGIN);
    return forget(
            Family.EVENTS, value -> Decoder.read(value, "an event's time", Decoder::instant), limit)
        + forget(
            Family.EXPOSURES,
            value -> Json.read(value, Exposure.class, "a stored exposure").request().time(),
            limit);
  }

  private int forget(String family, Function<byte[], Instant> time, Instant limit) {
    int gone = 0;
    var batch = new Batch();
    int batched = 0;
    try (var all = store.scan(family, new byte[0])) {
      while (all.hasNext()) {
        var entry = all.next();
        if (time.apply(entry.value()).isBefore(limit)) {
          batch.delete(family, entry.key());
          gone++;
          batched++;
        }
        if (batched == CHUNK) {
          store.commit(batch);
          batch = new Batch();
          batched = 0;
        }
      }
    }
    store.commit(batch);
    return gone;
  }

  /** Shortens the ledger's journal to what still matters. */
  public void compactLedger() {
    store.refuseAfterFailure();
    try {
      ledger.compact(COMPACTION_PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] bytes(String id) {
    return id.getBytes(StandardCharsets.UTF_8);
  }
}
