package io.adlib.evaluate.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {

  private static final int USERS = 400;
  private static final int[] ACTIVE = IntStream.range(0, USERS).toArray();

  private static double[] ones() {
    double[] ones = new double[USERS];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static double[] poisson(double mean, Seed seed) {
    var random = seed.generator();
    double[] counts = new double[USERS];
    for (int u = 0; u < USERS; u++) {
      for (double p = random.nextDouble(); p > Math.exp(-mean); p *= random.nextDouble()) {
        counts[u]++;
      }
    }
    return counts;
  }

  @Test
  void twiceAsMuchOfEveryUserIsExactlyAHundredPercent() {
    double[] base = poisson(2, new Seed(1));
    double[] twice = Arrays.stream(base).map(v -> 2 * v).toArray();
    Relative lift =
        new PairedBootstrap(new Seed(2), 200).ratio(ACTIVE, twice, ones(), base, ones());
    assertThat(lift.mean()).isCloseTo(1, within(1e-12));
    assertThat(lift.low()).isCloseTo(1, within(1e-12));
    assertThat(lift.high()).isCloseTo(1, within(1e-12));
    assertThat(lift.significant()).isTrue();
  }

  @Test
  void theIntervalCoversNoDifferenceAsOftenAsItSays() {
    int covered = 0;
    for (int trial = 0; trial < 200; trial++) {
      Seed seed = new Seed(trial);
      Relative lift =
          new PairedBootstrap(seed, 200)
              .ratio(ACTIVE, poisson(1, seed.of("a")), ones(), poisson(1, seed.of("b")), ones());
      covered += lift.significant() ? 0 : 1;
    }
    // 95 % of 200 is 190; the standard error is 3.1.
    assertThat(covered).isBetween(176, 200);
  }

  @Test
  void theSameSeedGivesTheSameIntervalAndNothingGivesNaN() {
    double[] a = poisson(1, new Seed(4));
    double[] b = poisson(1, new Seed(5));
    var bootstrap = new PairedBootstrap(new Seed(6), 100);
    assertThat(bootstrap.ratio(ACTIVE, a, ones(), b, ones()))
        .isEqualTo(new PairedBootstrap(new Seed(6), 100).ratio(ACTIVE, a, ones(), b, ones()));
    Relative nothing = bootstrap.ratio(ACTIVE, a, ones(), new double[USERS], ones());
    assertThat(nothing.mean()).isNaN();
    assertThat(nothing.significant()).isFalse();
  }
}
