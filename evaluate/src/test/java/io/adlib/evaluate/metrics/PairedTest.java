package io.adlib.evaluate.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PairedTest {

  /** The treatments differ by .1 in every case, whatever the case is like. */
  @Test
  void whatAllCasesShareHasANarrowInterval() {
    RandomGenerator random = new Seed(1).generator();
    double[] before = random.doubles(300).toArray();
    double[] after = Arrays.stream(before).map(x -> x + .1).toArray();
    int[] alone = new int[300];
    Arrays.setAll(alone, i -> i);
    Interval difference =
        new Paired(alone, new Seed(2)).difference(Paired.mean(after), Paired.mean(before));
    assertThat(difference.mean()).isCloseTo(.1, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(difference.high() - difference.low()).isLessThan(1e-9);
  }

  /** A hundred copies of three cases are three cases. */
  @Test
  void casesThatHangTogetherCountOnce() {
    RandomGenerator random = new Seed(3).generator();
    double[] before = new double[300];
    double[] after = new double[300];
    int[] group = new int[300];
    double[] gain = {-1, 1, 3};
    for (int i = 0; i < 300; i++) {
      group[i] = i % 3;
      before[i] = random.nextDouble();
      after[i] = before[i] + gain[group[i]];
    }
    Interval together =
        new Paired(group, new Seed(2)).difference(Paired.mean(after), Paired.mean(before));
    int[] alone = new int[300];
    Arrays.setAll(alone, i -> i);
    Interval apart =
        new Paired(alone, new Seed(2)).difference(Paired.mean(after), Paired.mean(before));
    assertThat(together.mean()).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(together.low()).isNegative();
    assertThat(together.high() - together.low()).isGreaterThan(5 * (apart.high() - apart.low()));
  }
}
