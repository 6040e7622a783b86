package io.adlib.serve;

import io.adlib.core.AdlibException;
import io.adlib.serve.path.SlateService;
import io.adlib.serve.state.ServingState;
import java.time.Duration;
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

  Upkeep(SlateService service) {
    this.service = service;
    this.state = service.state();
    every(Duration.ofSeconds(1), state::expire);
    every(Duration.ofMinutes(1), state::writeCounts);
    every(Duration.ofMinutes(1), service::writePacing);
    every(Duration.ofMinutes(30), state::compactLedger);
    every(Duration.ofHours(6), state::forgetOld);
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
