package io.adlib.app.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class GcPausesTest {

  @Test
  void seesACollection() {
    try (var pauses = new GcPauses()) {
      System.gc();
      assertThat(pauses.stop()).isPositive();
    }
  }

  /** As at Ctrl-C, when the Flight Recorder's shutdown hook comes before the report. */
  @Test
  void saysWhatItSawThoughTheWatchWasClosed() {
    var pauses = new GcPauses();
    pauses.close();
    assertThat(pauses.stop()).isGreaterThanOrEqualTo(Duration.ZERO);
  }
}
