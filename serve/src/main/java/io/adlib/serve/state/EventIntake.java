package io.adlib.serve.state;

import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import io.adlib.core.Money;
import io.adlib.data.state.Batch;
import io.adlib.market.auction.Billing;
import io.adlib.market.ledger.Ledger;
import io.adlib.market.ledger.Settlement;
import io.adlib.market.ledger.Tentative;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Turns one chunk of events into one durable batch: histories, ids, caps and charges stand or fall
 * together. Lives for one chunk, under the locks of everything the chunk names; not thread-safe.
 */
final class EventIntake implements AutoCloseable {

  private static final long RETRY_NANOS = 100_000;

  private final StateStore store;
  private final UserRecords users;
  private final LedgerJournal journal;
  private final Ledger ledger;
  private final Catalogue catalogue;
  private final Function<String, Optional<Campaign>> campaigns;
  private final Function<String, Optional<Exposure>> exposures;
  private final int history;

  private final Batch batch = new Batch();
  private final Map<String, UserRecord> changed = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Set<String> settled = new HashSet<>();
  private final List<Tentative<Settlement>> charges = new ArrayList<>();
  private final List<Event> accepted = new ArrayList<>();

  EventIntake(
      StateStore store,
      UserRecords users,
      LedgerJournal journal,
      Ledger ledger,
      Catalogue catalogue,
      Function<String, Optional<Campaign>> campaigns,
      Function<String, Optional<Exposure>> exposures,
      int history) {
    this.store = store;
    this.users = users;
    this.journal = journal;
    this.ledger = ledger;
    this.catalogue = catalogue;
    this.campaigns = campaigns;
    this.exposures = exposures;
    this.history = history;
  }

  /** A live event: its time is checked against ours, and it may be billed. */
  EventOutcome take(Event event, Instant now, StateConfig config) {
    Optional<String> reason =
        EventCheck.refuse(event, catalogue).or(() -> EventCheck.refuseTime(event, now, config));
    if (reason.isPresent()) {
      return new EventOutcome.Rejected(event.id(), reason.get());
    }
    if (isTaken(event)) {
      return new EventOutcome.Duplicate(event.id());
    }
    if (event.request().isEmpty() || !event.kind().isOfAd()) {
      remember(event);
      return new EventOutcome.Accepted(event.id(), Optional.empty());
    }
    String request = event.request().get();
    Optional<Exposure> exposure = exposures.apply(request);
    if (exposure.isEmpty()) {
      return new EventOutcome.Rejected(
          event.id(), "the request '" + request + "' was not served here");
    }
    return switch (EventCheck.placed(event, exposure.get())) {
      case EventCheck.Placed.Not(String why) -> new EventOutcome.Rejected(event.id(), why);
      case EventCheck.Placed.At at -> {
        remember(exposure.get().request().consent() ? event : anonymous(event));
        yield new EventOutcome.Accepted(event.id(), charge(event, request, at));
      }
    };
  }

  /** An event of the past, for the user's history alone. */
  EventOutcome learn(Event event) {
    Optional<String> reason = EventCheck.refuse(event, catalogue);
    if (reason.isPresent()) {
      return new EventOutcome.Rejected(event.id(), reason.get());
    }
    if (isTaken(event)) {
      return new EventOutcome.Duplicate(event.id());
    }
    remember(event);
    return new EventOutcome.Accepted(event.id(), Optional.empty());
  }

  private boolean isTaken(Event event) {
    return taken.contains(event.id()) || store.get(Family.EVENTS, key(event)).isPresent();
  }

  private static byte[] key(Event event) {
    return event.id().getBytes(StandardCharsets.UTF_8);
  }

  private static Event anonymous(Event event) {
    return new Event(
        event.id(),
        event.time(),
        "",
        event.kind(),
        event.subject(),
        event.request(),
        event.position(),
        event.propensity(),
        event.value(),
        event.environment());
  }

  private void remember(Event event) {
    taken.add(event.id());
    accepted.add(event);
    batch.put(Family.EVENTS, key(event), new Encoder().instant(event.time()).bytes());
    if (event.user().isEmpty()) {
      return;
    }
    UserRecord before = changed.getOrDefault(event.user(), users.getLocked(event.user()));
    if (!before.isKnown()) {
      batch.put(Family.USERS, UserRecords.key(event.user()), UserRecords.encode(Map.of()));
    }
    batch.put(Family.HISTORY, EventCodec.historyKey(event), EventCodec.encode(event));
    for (Event forgotten : before.forgottenBy(event, history)) {
      batch.delete(Family.HISTORY, EventCodec.historyKey(forgotten));
    }
    changed.put(event.user(), capped(before.with(event, history), event));
  }

  private UserRecord capped(UserRecord record, Event event) {
    if (event.kind() != Event.Kind.IMPRESSION) {
      return record;
    }
    int ad = catalogue.adIndex(event.subject());
    if (ad < 0 || catalogue.campaign(ad).frequencyCaps().isEmpty()) {
      return record;
    }
    Campaign campaign = catalogue.campaign(ad);
    CappedImpressions caps =
        record.caps().with(campaign.id(), event.time(), campaign.decisiveImpressions());
    batch.put(Family.CAPS, UserRecords.key(event.user()), caps.encode());
    return record.with(caps);
  }

  private Optional<Money> charge(Event event, String request, EventCheck.Placed.At at) {
    Optional<Campaign> campaign = campaigns.apply(at.position().campaign());
    if (campaign.isEmpty()) {
      return Optional.empty();
    }
    Campaign.Objective objective = campaign.get().objective();
    String reservation = Exposure.reservation(request, at.position().ad());
    if (Billing.event(objective) != event.kind() || !settled.add(reservation)) {
      return Optional.empty();
    }
    Money due = Billing.charge(objective, at.position().price());
    Tentative<Settlement> change = ledger.settle(reservation, event.id(), due);
    while (change.result() instanceof Settlement.InFlight) {
      change.close();
      LockSupport.parkNanos(RETRY_NANOS);
      change = ledger.settle(reservation, event.id(), due);
    }
    charges.add(change);
    return switch (change.result()) {
      case Settlement.Charged(String _, Money amount) -> Optional.of(amount);
      case Settlement.AlreadySettled _, Settlement.NotHeld _, Settlement.InFlight _ ->
          Optional.empty();
    };
  }

  /** Makes it all durable, or nothing; the accepted events. */
  List<Event> commit() {
    charges.forEach(change -> journal.put(batch, change.entries()));
    store.commit(batch);
    charges.forEach(Tentative::commit);
    changed.values().forEach(users::remember);
    return accepted;
  }

  /** Takes back the charges that were not committed. */
  @Override
  public void close() {
    charges.forEach(Tentative::close);
  }
}
