package io.adlib.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeterTest {

  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private final Meter meter = new Meter();

  @Test
  void aSecondCountsOnceItIsOver() {
    meter.request(START, 4, 3, 2.5, List.of());
    assertThat(meter.view("r", "EUR", START).now().requestsPerSecond()).isZero();
    LiveView after = meter.view("r", "EUR", START.plusSeconds(1));
    assertThat(after.now().requestsPerSecond()).isEqualTo(.2);
    assertThat(after.now().fill()).hasValue(.75);
    assertThat(after.now().p99Millis()).hasValue(2.5);
  }

  @Test
  void whatIsOldLeavesTheFiguresButNotTheTotals() {
    meter.impression(START);
    meter.click(START);
    meter.revenue(START, 1_250_000);
    LiveView soon = meter.view("r", "EUR", START.plusSeconds(30));
    assertThat(soon.now().ctr()).hasValue(1);
    assertThat(soon.now().revenuePerMinute()).isEqualTo(1.25);
    LiveView late = meter.view("r", "EUR", START.plusSeconds(3600));
    assertThat(late.now().ctr()).isEmpty();
    assertThat(late.totals().revenue()).isEqualTo("1.25");
    assertThat(late.totals().clicks()).isEqualTo(1);
  }

  @Test
  void aClockThatGoesBackLosesNoTotals() {
    meter.request(START, 1, 1, 1, List.of());
    meter.request(START.minusSeconds(7200), 1, 1, 1, List.of("no-bid"));
    LiveView view = meter.view("r", "EUR", START.minusSeconds(7199));
    assertThat(view.totals().requests()).isEqualTo(2);
    assertThat(view.steps()).containsExactly(new LiveView.StepCount("no-bid", 1));
  }

  @Test
  void percentilesAreOfTheRequestsSeen() {
    for (int i = 1; i <= 100; i++) {
      meter.request(START, 1, 0, i, List.of());
    }
    LiveView view = meter.view("r", "EUR", START.plusSeconds(1));
    assertThat(view.now().p50Millis()).hasValue(50);
    assertThat(view.now().p99Millis()).hasValue(99);
  }
}
