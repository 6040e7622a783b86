package io.adlib.serve.metric;

import io.adlib.market.pacing.PacingState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** How even campaigns are paced, a gauge a campaign; of at most a thousand. Thread-safe. */
final class PacingGauges {

  private static final int MOST = 1_000;

  private final Supplier<List<PacingState>> states;
  private final MultiGauge probability;
  private final MultiGauge delivered;
  private final MultiGauge ideal;

  PacingGauges(MeterRegistry registry, Supplier<List<PacingState>> states) {
    this.states = states;
    probability =
        gauge(registry, "probability", "Probability with which a campaign takes part in a request");
    delivered = gauge(registry, "delivered", "Share of the day's budget that is spent");
    ideal = gauge(registry, "ideal", "Share of the day's expected traffic that has passed");
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
    return MultiGauge.builder("adlib.pacing." + name).description(description).register(registry);
  }

  /** To be called before the gauges are read. */
  void refresh() {
    List<PacingState> now = states.get().stream().limit(MOST).toList();
    fill(probability, now, PacingState::probability);
    fill(delivered, now, PacingState::delivered);
    fill(ideal, now, PacingState::ideal);
  }

  private static void fill(
      MultiGauge gauge, List<PacingState> states, ToDoubleFunction<PacingState> value) {
    gauge.register(
        states.stream()
            .map(s -> MultiGauge.Row.of(Tags.of("campaign", s.campaign()), s, value))
            .toList(),
        true);
  }
}
