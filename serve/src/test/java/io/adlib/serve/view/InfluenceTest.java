package io.adlib.serve.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.serve.view.Influence.Bearing;
import java.util.List;
import org.junit.jupiter.api.Test;

class InfluenceTest {

  private static double agreement(Bearing... bearings) {
    return new Influence("ad", List.of(bearings)).agreement().orElseThrow();
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
  }

  @Test
  void whatCannotBeRankedSaysNothing() {
    assertThat(new Influence("ad", List.of()).agreement()).isEmpty();
    assertThat(new Influence("ad", List.of(new Bearing(.1, 3))).agreement()).isEmpty();
    var alike = List.of(new Bearing(.1, 0), new Bearing(.1, 0));
    assertThat(new Influence("ad", alike).agreement()).isEmpty();
  }

  @Test
  void recencyIsRankedByPlaceAmongTheEventsThatAreRead() {
    var bearings = List.of(new Bearing(.1, .2), new Bearing(0, 0), new Bearing(.5, -3));
    assertThat(new Influence("ad", bearings).agreementOfRecency()).hasValue(1);
    assertThat(new Influence("ad", bearings.reversed()).agreementOfRecency()).hasValue(-1);
  }
}
