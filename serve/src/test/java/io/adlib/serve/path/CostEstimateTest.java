package io.adlib.serve.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CostEstimateTest {

  private static final long MS = 1_000_000;
  private final AtomicLong ticks = new AtomicLong();
  private final CostEstimate estimate = CostEstimate.ofOptional(ticks::get);

  @Test
  void nothingFitsIntoNoTime() {
    assertThat(estimate.fits(0, 1)).isFalse();
    assertThat(estimate.fits(1, 1)).isTrue();
  }

  @Test
  void followsWhatIsObserved() {
    estimate.observed(10 * MS);
    for (int i = 0; i < 8; i++) {
      estimate.observed(20 * MS);
    }
    assertThat(estimate.nanos()).isEqualTo(20 * MS);
    estimate.observed(2000 * MS);
    assertThat(estimate.nanos()).as("the last one counts at once").isEqualTo(2000 * MS);
    estimate.observed(20 * MS);
    assertThat(estimate.nanos()).as("and is forgotten as soon").isEqualTo(20 * MS);
    estimate.observed(2000 * MS);
    estimate.observed(20 * MS);
    assertThat(estimate.nanos()).as("two of eight are not").isEqualTo(2000 * MS);
  }

  @Test
  void whatIsNeededIsNotRefusedBeforeThreeObservationsAgree() {
    CostEstimate needed = CostEstimate.ofNeeded(ticks::get);
    needed.observed(500 * MS);
    assertThat(needed.fits(100 * MS, 1)).isTrue();
    assertThat(needed.leftOf(100 * MS)).isEqualTo(100 * MS);
    needed.observed(5 * MS);
    needed.observed(5 * MS);
    assertThat(needed.nanos()).isEqualTo(5 * MS);
    CostEstimate slow = CostEstimate.ofNeeded(ticks::get);
    for (int i = 0; i < 3; i++) {
      assertThat(slow.fits(100 * MS, 1)).isTrue();
      slow.observed(500 * MS);
    }
    assertThat(slow.fits(100 * MS, 1)).isFalse();
    ticks.addAndGet(250 * MS);
    assertThat(slow.fits(100 * MS, 1)).as("tried again").isTrue();
    slow.observed(400 * MS);
    assertThat(slow.fits(100 * MS, 1)).as("and found to be slow still").isFalse();
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
  void whatStaysSlowIsTriedOnceASecond() {
    estimate.observed(500 * MS);
    int tries = 0;
    for (int tick = 0; tick < 6000; tick++) {
      ticks.addAndGet(100 * MS);
      if (estimate.fits(100 * MS, 1)) {
        tries++;
        estimate.observed(500 * MS);
      }
    }
    assertThat(tries).isBetween(500, 610);
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
