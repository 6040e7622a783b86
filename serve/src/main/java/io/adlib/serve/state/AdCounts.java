package io.adlib.serve.state;

import io.adlib.core.Event;
import io.adlib.data.state.Batch;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Impressions and clicks of every ad. A memory for heuristics: written now and then, so a crash
 * forgets the latest, and nothing is billed from it. Thread-safe.
 */
public final class AdCounts {

  private final Map<String, Count> counts = new ConcurrentHashMap<>();

  private record Count(LongAdder impressions, LongAdder clicks) {
    Count() {
      this(new LongAdder(), new LongAdder());
    }
  }

  AdCounts(StateStore store) {
    try (var all = store.scan(Family.COUNTS, new byte[0])) {
      while (all.hasNext()) {
        var entry = all.next();
        Count count = of(new String(entry.key(), StandardCharsets.UTF_8));
        Decoder.read(
            entry.value(),
            "an ad's counts",
            in -> {
              count.impressions.add(in.number());
              count.clicks.add(in.number());
              return count;
            });
      }
    }
  }

  private Count of(String ad) {
    return counts.computeIfAbsent(ad, _ -> new Count());
  }

  void record(Event event) {
    switch (event.kind()) {
      case IMPRESSION -> of(event.subject()).impressions.increment();
      case CLICK -> of(event.subject()).clicks.increment();
      case CONTENT, SEARCH, CART, CONVERSION -> {}
    }
  }

  /** Impressions of an ad so far. */
  public long impressions(String ad) {
    Count count = counts.get(ad);
    return count == null ? 0 : count.impressions.sum();
  }

  /** Clicks of an ad so far. */
  public long clicks(String ad) {
    Count count = counts.get(ad);
    return count == null ? 0 : count.clicks.sum();
  }

  /** Adds all counts to a batch. */
  void write(Batch batch) {
    counts.forEach(
        (ad, count) ->
            batch.put(
                Family.COUNTS,
                ad.getBytes(StandardCharsets.UTF_8),
                new Encoder().number(count.impressions.sum()).number(count.clicks.sum()).bytes()));
  }
}
