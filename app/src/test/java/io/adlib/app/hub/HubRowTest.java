package io.adlib.app.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.evaluate.metrics.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;

class HubRowTest {

  private static HubRow row(double difference, double half) {
    var interval = new Interval(difference, difference - half, difference + half);
    return new HubRow("tags", "templates", "AUC", 100, .5, .5 + difference, interval);
  }

  /** Four markets of one width: the mean of all is half as wide. */
  @Test
  void overIndependentMarketsTheIntervalShrinks() {
    HubRow all = HubRow.over(List.of(row(.1, .2), row(.3, .2), row(.1, .2), row(.3, .2)));
    assertThat(all.difference().mean()).isCloseTo(.2, within(1e-12));
    assertThat(all.difference().low()).isCloseTo(.1, within(1e-12));
    assertThat(all.difference().high()).isCloseTo(.3, within(1e-12));
    assertThat(all.with() - all.without()).isCloseTo(.2, within(1e-12));
    assertThat(all.cases()).isEqualTo(400);
    assertThat(all.bySeed()).containsExactly(.1, .3, .1, .3);
  }

  @Test
  void ofOneMarketNothingChanges() {
    assertThat(HubRow.over(List.of(row(.1, .2))).difference().halfWidth())
        .isCloseTo(.2, within(1e-12));
  }
}
