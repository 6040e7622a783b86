package io.adlib.serve.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.serve.view.Influence.Bearing;
import java.util.List;
import org.junit.jupiter.api.Test;

class InfluenceTest {

  private static double agreement(Bearing... bearings) {
    return new Influence("ad", List.of(bearings)).agreement();
  }

  @Test
  void theSameOrderAgreesWhicheverWayAnEventSpeaks() {
    assertThat(agreement(new Bearing(.1, .2), new Bearing(.5, -3), new Bearing(.2, .4)))
        .isCloseTo(1, within(1e-12));
    assertThat(agreement(new Bearing(.1, 9), new Bearing(.5, -.1), new Bearing(.2, .4)))
        .isCloseTo(-1, within(1e-12));
  }

  @Test
  void tiesShareTheirRank() {
    assertThat(agreement(new Bearing(.1, 1), new Bearing(.1, 2), new Bearing(.3, 3)))
        .isCloseTo(Math.sqrt(3) / 2, within(1e-12));
  }

  @Test
  void eventsThatAreNotReadDoNotCount() {
    assertThat(agreement(new Bearing(0, 0), new Bearing(.1, .2), new Bearing(.5, 3)))
        .isCloseTo(1, within(1e-12));
    assertThat(agreement()).isZero();
    assertThat(agreement(new Bearing(.1, 0), new Bearing(.1, 0))).isZero();
  }
}
