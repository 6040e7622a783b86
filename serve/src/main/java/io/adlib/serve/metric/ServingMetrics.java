package io.adlib.serve.metric;

import io.adlib.core.Event;
import io.adlib.market.pacing.PacingState;
import io.adlib.serve.http.HttpResponse;
import io.adlib.serve.http.Routes;
import io.adlib.serve.path.Decision;
import io.adlib.serve.path.ServedSlate;
import io.adlib.serve.path.ServingListener;
import io.adlib.serve.path.SlateQuery;
import io.adlib.serve.path.Stage;
import io.adlib.serve.path.Step;
import io.adlib.serve.release.Experiment;
import io.adlib.serve.release.LiveRelease;
import io.adlib.serve.state.EventOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code GET /metrics}: what serving does, in Prometheus' text format. Thread-safe. */
public final class ServingMetrics implements ServingListener {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);
  private final Map<Step, Counter> steps = new EnumMap<>(Step.class);
  private final Timer requests;
  private final PacingGauges pacing;

  /**
   * @param writable whether state can still be written
   * @param pacing how even campaigns stand
   */
  public ServingMetrics(BooleanSupplier writable, Supplier<List<PacingState>> pacing) {
    this.pacing = new PacingGauges(registry, pacing);
    for (Stage stage : Stage.values()) {
      stages.put(
          stage,
          Timer.builder("adlib.stage")
              .description("Time of each stage of the request path")
              .tag("stage", stage.text())
              .serviceLevelObjectives(BUCKETS)
              .register(registry));
    }
    for (Step step : Step.values()) {
      steps.put(
          step,
          Counter.builder("adlib.steps")
              .description("Requests for which something was left out for want of time")
              .tag("step", step.text())
              .register(registry));
    }
    requests =
        Timer.builder("adlib.request")
            .description("From the question to the durable answer")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    beginAtZero();
    Gauge.builder("adlib.writable", writable, w -> w.getAsBoolean() ? 1 : 0)
        .description("1 while state can be written")
        .register(registry);
    new CollectorMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** What an alert or a rate is made of must be there before it first happens. */
  private void beginAtZero() {
    for (String outcome : List.of("filled", "empty", "late", "repeated", "failed", "shed")) {
      counter("adlib.requests", "Answers by what came out", "outcome", outcome);
    }
    for (String outcome : List.of("promoted", "rolled-back", "followed", "refused")) {
      counter(
          "adlib.release.changes", "Releases that went live or were refused", "outcome", outcome);
    }
    for (String why : List.of("unknown", "scope", "rate", "crowd")) {
      counter("adlib.refused", "Requests that were not let in", "why", why);
    }
    for (String outcome : List.of("created", "known", "rejected", "withdrawn")) {
      counter("adlib.ads", "Ads posted and withdrawn by what became of them", "outcome", outcome);
    }
    counter("adlib.arm.requests", "Answers by arm of the experiment", "arm", Experiment.LIVE);
    counter("adlib.shown", "Ads shown by who proposed them", "source", "generator");
    for (Event.Kind kind : Event.Kind.values()) {
      for (String outcome : List.of("accepted", "duplicate", "rejected")) {
        events(kind, outcome);
      }
    }
    for (String kind : List.of("win", "loss")) {
      notices(kind, kind.equals("win") ? "" : "none");
    }
  }

  private Counter counter(String name, String description, String tag, String value) {
    return Counter.builder(name).description(description).tag(tag, value).register(registry);
  }

  private Counter events(Event.Kind kind, String outcome) {
    return Counter.builder("adlib.events")
        .description("Events by kind and what became of them")
        .tag("kind", kind.name().toLowerCase(Locale.ROOT))
        .tag("outcome", outcome)
        .register(registry);
  }

  private Counter revenue(String currency) {
    return counter("adlib.revenue", "Charged, in units of the currency", "currency", currency);
  }

  private Counter notices(String kind, String reason) {
    return Counter.builder("adlib.notices")
        .description("Wins and losses that exchanges reported, losses with their reason")
        .tag("kind", kind)
        .tag("reason", reason)
        .register(registry);
  }

  /** Tells how many ads the live release can show. */
  public void watch(LiveRelease live) {
    revenue(live.get().catalogue().rates().base());
    Gauge.builder("adlib.ads.live", live, l -> l.get().adCount())
        .description("Ads of the live release that are not withdrawn")
        .register(registry);
  }

  /** Ads that were posted, by what became of them, or withdrawn. */
  public void ads(String outcome, int ads) {
    counter("adlib.ads", "Ads posted and withdrawn by what became of them", "outcome", outcome)
        .increment(ads);
  }

  /** A release went live, or did not. */
  public void release(String outcome) {
    count("adlib.release.changes", "Releases that went live or were refused", "outcome", outcome);
  }

  /** An exchange told that a bid won, or lost and why. */
  public void notice(String kind, String reason) {
    notices(kind, reason).increment();
  }

  /** A request was not let in. */
  public void refused(String why) {
    count("adlib.refused", "Requests that were not let in", "why", why);
  }

  /** Its route. */
  public Routes routes() {
    return Routes.builder()
        .get(
            "/metrics",
            _ -> {
              pacing.refresh();
              return HttpResponse.bytes(
                  200,
                  "text/plain; version=0.0.4; charset=utf-8",
                  registry.scrape().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            })
        .build();
  }

  @Override
  public void served(Decision decision, ServedSlate answer, Duration exposure) {
    decision.spent().forEach((stage, time) -> timer(stage).record(time));
    timer(Stage.EXPOSURE).record(exposure);
    requests.record(answer.took());
    decision.steps().forEach(step -> counter(step).increment());
    String outcome =
        answer.repeated()
            ? "repeated"
            : decision.steps().contains(Step.NO_BID)
                ? "late"
                : answer.slate().positions().isEmpty() ? "empty" : "filled";
    count("adlib.requests", "Answers by what came out", "outcome", outcome);
    count("adlib.arm.requests", "Answers by arm of the experiment", "arm", answer.arm());
    for (var position : answer.slate().positions()) {
      for (String source : position.sources()) {
        count("adlib.shown", "Ads shown by who proposed them", "source", source);
      }
    }
  }

  private Timer timer(Stage stage) {
    return java.util.Objects.requireNonNull(stages.get(stage));
  }

  private Counter counter(Step step) {
    return java.util.Objects.requireNonNull(steps.get(step));
  }

  @Override
  public void failed(SlateQuery query) {
    count("adlib.requests", "Answers by what came out", "outcome", "failed");
  }

  @Override
  public void shed(SlateQuery query) {
    counter(Step.SHED).increment();
    count("adlib.requests", "Answers by what came out", "outcome", "shed");
  }

  @Override
  public void event(Event event, EventOutcome outcome) {
    String result =
        switch (outcome) {
          case EventOutcome.Accepted _ -> "accepted";
          case EventOutcome.Duplicate _ -> "duplicate";
          case EventOutcome.Rejected _ -> "rejected";
        };
    events(event.kind(), result).increment();
    if (outcome instanceof EventOutcome.Accepted accepted) {
      accepted
          .charged()
          .ifPresent(money -> revenue(money.currency()).increment(money.micros() / 1e6));
    }
  }

  private void count(String name, String description, String tag, String value) {
    counter(name, description, tag, value).increment();
  }
}
