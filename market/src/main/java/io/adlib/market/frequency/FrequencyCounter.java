package io.adlib.market.frequency;

import io.adlib.core.Campaign.FrequencyCap;
import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Impressions per user and capped campaign, in bounded memory. Caps of at most n impressions need
 * only the n latest of a pair to be exact, so no more are kept; the users that were longest without
 * an impression or a question are forgotten past {@code maxUsers}, and start to count from zero.
 *
 * <p>Feed each event once: the counter does not know event ids. Events may come in any order of
 * time. Thread-safe: users are spread over locks by hash.
 */
public final class FrequencyCounter {

  private static final int SHARDS = 64;

  private final Catalogue catalogue;
  private final List<Shard> shards = new ArrayList<>();
  private final LongAdder forgotten = new LongAdder();

  /**
   * @param maxUsers how many users are remembered, at least 1, spread over locks, so that the bound
   *     holds up to rounding
   */
  public FrequencyCounter(Catalogue catalogue, int maxUsers) {
    if (maxUsers < 1) {
      throw new IllegalArgumentException("room for " + maxUsers + " users");
    }
    this.catalogue = catalogue;
    int each = Math.ceilDiv(maxUsers, SHARDS);
    for (int i = 0; i < SHARDS; i++) {
      shards.add(new Shard(each, forgotten));
    }
  }

  /** Counts an event if it is an impression of a capped campaign; others change nothing. */
  public void record(Event event) {
    if (event.kind() != Event.Kind.IMPRESSION) {
      return;
    }
    int ad = catalogue.adIndex(event.subject());
    if (ad < 0) {
      return;
    }
    int room = catalogue.campaign(ad).decisiveImpressions();
    if (room > 0) {
      Shard shard = shard(event.user());
      synchronized (shard) {
        shard
            .computeIfAbsent(event.user(), _ -> new LinkedHashMap<>())
            .merge(
                catalogue.campaignOfAd(ad),
                new Instant[] {event.time()},
                (old, one) -> latest(old, one[0], room));
      }
    }
  }

  /** One user's counts, live: they follow what is recorded later. */
  public FrequencyCounts of(String user) {
    return (campaign, cap, now) -> impressions(user, campaign, cap, now);
  }

  private int impressions(String user, int campaign, FrequencyCap cap, Instant now) {
    Instant[] seen;
    Shard shard = shard(user);
    synchronized (shard) {
      Map<Integer, Instant[]> campaigns = shard.get(user);
      seen = campaigns == null ? null : campaigns.get(campaign);
    }
    int count = 0;
    if (seen != null) {
      Instant start = now.minus(cap.window());
      for (Instant time : seen) {
        count += time.isAfter(start) ? 1 : 0;
      }
    }
    return Math.min(count, cap.impressions());
  }

  /** Forgets everything about a user. */
  public void forget(String user) {
    Shard shard = shard(user);
    synchronized (shard) {
      shard.remove(user);
    }
  }

  /** Users forgotten for want of room since the start; more than a few means caps leak. */
  public long forgotten() {
    return forgotten.sum();
  }

  private Shard shard(String user) {
    return shards.get(Math.floorMod(user.hashCode() * 0x9e3779b9, SHARDS));
  }

  /** The latest {@code room} of the old times and one more, ascending, in a new array. */
  private static Instant[] latest(Instant[] old, Instant one, int room) {
    var all = new ArrayList<>(List.of(old));
    all.add(one);
    all.sort(null);
    return all.subList(Math.max(0, all.size() - room), all.size()).toArray(Instant[]::new);
  }

  /** Users in order of last use; guarded by itself. */
  private static final class Shard extends LinkedHashMap<String, Map<Integer, Instant[]>> {
    private static final long serialVersionUID = 1;
    private final int room;
    private final transient LongAdder forgotten;

    Shard(int room, LongAdder forgotten) {
      super(16, 0.75f, true);
      this.room = room;
      this.forgotten = forgotten;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Map<Integer, Instant[]>> eldest) {
      boolean full = size() > room;
      if (full) {
        forgotten.increment();
      }
      return full;
    }
  }
}
