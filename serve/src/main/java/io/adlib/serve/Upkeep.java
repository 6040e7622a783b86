package io.adlib.serve;

import io.adlib.core.AdlibException;
import io.adlib.serve.path.SlateService;
import io.adlib.serve.rollout.Rollout;
import io.adlib.serve.state.ServingState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What state needs now and then: money freed, counts written, the journal shortened. Thread-safe.
 */
final class Upkeep implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

  private final SlateService service;
  private final ServingState state;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("upkeep").factory());

  /** Loading a release takes seconds, for which money must not stay held. */
  private final ScheduledExecutorService releases =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("releases").factory());

  Upkeep(SlateService service, Optional<Rollout> rollout) {
    this.service = service;
    this.state = service.state();
    every(Duration.ofSeconds(1), state::expire);
    if (rollout.isPresent()) {
      Rollout followed = rollout.get();
      var _ = releases.scheduleWithFixedDelay(() -> follow(followed), 1, 1, TimeUnit.SECONDS);
    }
    every(Duration.ofMinutes(1), state::writeCounts);
    every(Duration.ofMinutes(1), service::writePacing);
    every(Duration.ofMinutes(30), state::compactLedger);
    every(Duration.ofHours(6), state::forgetOld);
  }

  private static void follow(Rollout rollout) {
    try {
      rollout.follow();
    } catch (AdlibException e) {
      log.warn("releases: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("following the workspace's releases met a defect", e);
    }
  }

  private void every(Duration period, Runnable work) {
    long millis = period.toMillis();
    var _ =
        timer.scheduleWithFixedDelay(
            () -> {
              try {
                if (state.failure().isEmpty()) {
                  work.run();
                }
              } catch (AdlibException e) {
                log.warn("upkeep: {}", e.getMessage());
              } catch (RuntimeException e) {
                log.error("upkeep met a defect", e);
              }
            },
            millis,
            millis,
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    releases.shutdownNow();
    timer.shutdownNow();
    try {
      if (timer.awaitTermination(10, TimeUnit.SECONDS) && state.failure().isEmpty()) {
        state.writeCounts();
        service.writePacing();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (AdlibException e) {
      log.warn("the ads' counts and pacing were not written: {}", e.getMessage());
    }
  }
}
