package io.adlib.learn.ranker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BetaCalibrationTest {

  @Test
  void findsTheMapThatDistortedTheProbabilities() {
    RandomGenerator random = new Seed(9).generator();
    int n = 40_000;
    double[] raw = new double[n];
    double[] label = new double[n];
    double[] offset = new double[n];
    for (int i = 0; i < n; i++) {
      raw[i] = 2 * random.nextGaussian() - 1;
      offset[i] = -.5 * random.nextInt(3);
      double p = LogisticTrainer.sigmoid(.6 * raw[i] + .4 + offset[i]);
      label[i] = random.nextDouble() < p ? 1 : 0;
    }
    for (boolean slopeB : new boolean[] {true, false}) {
      var beta = BetaCalibration.fit(n, i -> raw[i], i -> offset[i], i -> label[i], slopeB);
      assertThat(beta.a()).isCloseTo(.6, within(.06));
      assertThat(beta.b()).isCloseTo(.6, within(.06));
      assertThat(beta.c()).isCloseTo(.4, within(.08));
    }
  }

  /** Far from what the model says, even against it: undamped steps would swing and end anywhere. */
  @ParameterizedTest
  @ValueSource(doubles = {-1, -.2, 0, .05, 3})
  void theMeanIsRightHoweverFarTheModelIsOff(double slope) {
    RandomGenerator random = new Seed(10).generator();
    int n = 4_000;
    double[] raw = new double[n];
    double[] label = new double[n];
    double clicks = 0;
    for (int i = 0; i < n; i++) {
      raw[i] = random.nextBoolean() ? -.4 : -4;
      label[i] = random.nextDouble() < LogisticTrainer.sigmoid(slope * (raw[i] + 2.2)) ? 1 : 0;
      clicks += label[i];
    }
    for (boolean slopeB : new boolean[] {true, false}) {
      var beta = BetaCalibration.fit(n, i -> raw[i], _ -> 0, i -> label[i], slopeB);
      double sum = 0;
      for (double logit : raw) {
        sum += beta.probability(logit, 0);
      }
      assertThat(sum / clicks).isCloseTo(1, within(.01));
      assertThat(beta.a()).isNotNegative();
      assertThat(beta.b()).isNotNegative();
    }
  }

  @Test
  void keepsTheOrderAndTheIdentity() {
    double last = 0;
    var beta = new BetaCalibration(.5, 2, -1);
    for (double logit = -30; logit <= 30; logit += .5) {
      double p = beta.probability(logit, 0);
      assertThat(p).isBetween(last, 1.0);
      assertThat(BetaCalibration.IDENTITY.probability(logit, 0))
          .isCloseTo(LogisticTrainer.sigmoid(logit), within(1e-12));
      last = p;
    }
  }

  @Test
  void withoutExamplesItIsTheIdentity() {
    var beta = BetaCalibration.fit(0, _ -> 0, _ -> 0, _ -> 0, false);
    assertThat(beta.probability(-2, 0)).isCloseTo(LogisticTrainer.sigmoid(-2), within(1e-9));
  }
}
