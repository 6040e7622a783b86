package io.adlib.serve.view;

import io.adlib.core.Event;
import io.adlib.core.ExchangeRates;
import io.adlib.serve.path.Decision;
import io.adlib.serve.path.ServedSlate;
import io.adlib.serve.path.SlateQuery;
import io.adlib.serve.path.Step;
import io.adlib.serve.state.EventOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Figures of each of the last 300 seconds and since the start. Thread-safe: one lock, held for a
 * few additions.
 */
final class LiveStats {

  private static final int SECONDS = 300;

  private final InstantSource clock;
  private final Instant start;
  private final Tally total = new Tally();
  private final Map<Step, Long> steps = new EnumMap<>(Step.class);
  private final long[] second = new long[SECONDS];
  private final Tally[] tallies = new Tally[SECONDS];

  LiveStats(InstantSource clock) {
    this.clock = clock;
    start = clock.instant();
    java.util.Arrays.fill(second, Long.MIN_VALUE);
    java.util.Arrays.setAll(tallies, _ -> new Tally());
  }

  private synchronized void count(Consumer<Tally> counting) {
    long now = clock.instant().getEpochSecond();
    int slot = Math.floorMod(now, SECONDS);
    if (second[slot] != now) {
      second[slot] = now;
      tallies[slot] = new Tally();
    }
    counting.accept(tallies[slot]);
    counting.accept(total);
  }

  synchronized void served(Decision decision, ServedSlate answer) {
    count(
        tally -> {
          tally.requests++;
          tally.slots += decision.query().request().slots();
          tally.filled += answer.slate().positions().isEmpty() ? 0 : 1;
          tally.ads += answer.slate().positions().size();
          tally.hurried += decision.steps().isEmpty() ? 0 : 1;
          tally.took(answer.took());
        });
    decision.steps().forEach(step -> steps.merge(step, 1L, Long::sum));
  }

  void failed(SlateQuery query) {
    count(
        tally -> {
          tally.requests++;
          tally.slots += query.request().slots();
          tally.failed++;
        });
  }

  void event(Event event, EventOutcome outcome, ExchangeRates rates) {
    if (!(outcome instanceof EventOutcome.Accepted accepted)) {
      return;
    }
    long micros = accepted.charged().map(m -> rates.convert(m, rates.base()).micros()).orElse(0L);
    count(
        tally -> {
          switch (event.kind()) {
            case IMPRESSION -> tally.impressions++;
            case CLICK -> tally.clicks++;
            case CONVERSION -> tally.conversions++;
            case CONTENT, SEARCH, CART -> {}
          }
          tally.revenueMicros += micros;
        });
  }

  /** The last whole seconds, oldest first, one for each, at most 300. */
  synchronized List<Stats> seconds(int count, String currency) {
    long now = clock.instant().getEpochSecond();
    var stats = new ArrayList<Stats>();
    for (long at = now - Math.min(count, SECONDS - 1); at < now; at++) {
      int slot = Math.floorMod(at, SECONDS);
      Tally tally = second[slot] == at ? tallies[slot] : new Tally();
      stats.add(tally.stats(Instant.ofEpochSecond(at), Duration.ofSeconds(1), currency));
    }
    return stats;
  }

  /** The last seconds together, the present one included. */
  synchronized Stats last(int count, String currency) {
    long now = clock.instant().getEpochSecond();
    var sum = new Tally();
    for (int slot = 0; slot < SECONDS; slot++) {
      if (second[slot] > now - count) {
        sum.add(tallies[slot]);
      }
    }
    return sum.stats(Instant.ofEpochSecond(now - count + 1), Duration.ofSeconds(count), currency);
  }

  synchronized Stats total(String currency) {
    return total.stats(start, Duration.between(start, clock.instant()), currency);
  }

  synchronized Map<Step, Long> steps() {
    return Map.copyOf(steps);
  }
}
