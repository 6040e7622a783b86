package io.adlib.serve.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CostEstimateTest {

  private static final long MS = 1_000_000;
  private final AtomicLong ticks = new AtomicLong();
  private final CostEstimate estimate = new CostEstimate(ticks::get);

  @Test
  void nothingFitsIntoNoTime() {
    assertThat(estimate.fits(0, 1)).isFalse();
    assertThat(estimate.fits(1, 1)).isTrue();
  }

  @Test
  void followsWhatIsObserved() {
    estimate.observed(10 * MS);
    for (int i = 0; i < 100; i++) {
      estimate.observed(20 * MS);
    }
    assertThat(estimate.nanos()).isBetween(19 * MS, 20 * MS);
  }

  @Test
  void whatDoesNotFitIsTriedAgainByOneRequestAfterAWhile() {
    estimate.observed(500 * MS);
    assertThat(estimate.fits(100 * MS, 1)).isFalse();
    ticks.addAndGet(249 * MS);
    assertThat(estimate.fits(100 * MS, 1)).isFalse();
    ticks.addAndGet(MS);
    assertThat(estimate.fits(100 * MS, 1)).isTrue();
    assertThat(estimate.fits(100 * MS, 1)).as("one request only").isFalse();
    estimate.observed(5 * MS);
    assertThat(estimate.nanos()).isEqualTo(5 * MS);
    assertThat(estimate.fits(100 * MS, 1)).isTrue();
  }

  @Test
  void whatStaysSlowIsTriedEverMoreSeldom() {
    estimate.observed(500 * MS);
    int tries = 0;
    for (int second = 0; second < 600; second++) {
      ticks.addAndGet(1000 * MS);
      if (estimate.fits(100 * MS, 1)) {
        tries++;
        estimate.observed(500 * MS);
      }
    }
    assertThat(tries).isBetween(15, 30);
  }

  @Test
  void leavesWhatRemainsAndAllOfItForATry() {
    estimate.observed(30 * MS);
    assertThat(estimate.leftOf(100 * MS)).isEqualTo(70 * MS);
    assertThat(estimate.leftOf(20 * MS)).isNegative();
    ticks.addAndGet(1000 * MS);
    assertThat(estimate.leftOf(20 * MS)).isEqualTo(20 * MS);
  }
}
