package io.adlib.evaluate.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MetricsTest {

  @Property(tries = 100)
  void aucIsTheShareOfPairsInOrder(@ForAll long seed) {
    RandomGenerator random = new Seed(seed).generator();
    int n = 2 + random.nextInt(60);
    double[] score = random.doubles(n).map(x -> Math.floor(x * 10)).toArray();
    double[] label = random.doubles(n).map(x -> x < .4 ? 1 : 0).toArray();
    assertThat(Auc.of(score, label)).isCloseTo(naiveAuc(score, label), within(1e-12));
  }

  @Property(tries = 50)
  void gaucIsTheWeightedMeanOfTheGroups(@ForAll long seed) {
    RandomGenerator random = new Seed(seed).generator();
    int n = 60;
    double[] score = random.doubles(n).toArray();
    double[] label = random.doubles(n).map(x -> x < .4 ? 1 : 0).toArray();
    int[] group = random.ints(n, -3, 4).toArray();
    double sum = 0;
    double weight = 0;
    for (int g = -3; g < 4; g++) {
      int own = g;
      int[] in = java.util.stream.IntStream.range(0, n).filter(i -> group[i] == own).toArray();
      double[] s = Arrays.stream(in).mapToDouble(i -> score[i]).toArray();
      double[] y = Arrays.stream(in).mapToDouble(i -> label[i]).toArray();
      double auc = naiveAuc(s, y);
      if (!Double.isNaN(auc)) {
        sum += in.length * auc;
        weight += in.length;
      }
    }
    assertThat(Auc.grouped(score, label, group)).isCloseTo(sum / weight, within(1e-12));
  }

  @Test
  void aucOfTrueProbabilitiesIsTheExpectedOrder() {
    assertThat(Auc.of(new double[] {1, 2}, new double[] {.25, .75}))
        .isCloseTo((.75 * .75 + .5 * (.25 * .75 + .75 * .25)) / 1, within(1e-12));
    assertThat(Auc.of(new double[] {1, 2}, new double[] {1, 1})).isNaN();
    assertThat(Auc.of(new double[] {1, Double.NaN, -0.0, 0}, new double[] {1, 0, 1, 0}))
        .as("what is no number stands above all, and ends")
        .isEqualTo((0 + 1 + 0 + .5) / 4);
  }

  @Test
  void logLossIsCrossEntropy() {
    double[] p = {.5, .25, 0};
    double[] y = {1, 0, 0};
    assertThat(LogLoss.of(p, y)).isCloseTo((Math.log(2) - Math.log(.75)) / 3, within(1e-12));
    assertThat(LogLoss.of(0, 1)).isFinite();
    double third = 1 / 3.0;
    assertThat(LogLoss.normalised(new double[] {third, third, third}, y))
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void calibrationErrorIsTheMeanGapOfBinsOfEqualCount() {
    double[] p = {.8, .1, .2, .9};
    double[] y = {1, 0, 0, 0};
    Calibration calibration = Calibration.of(p, y, 2);
    assertThat(calibration.ece()).isCloseTo((2 * .15 + 2 * .35) / 4, within(1e-12));
    assertThat(calibration.ratio()).isCloseTo(2.0, within(1e-12));
    assertThat(calibration.bins().get(1).meanP()).isCloseTo(.85, within(1e-12));
    assertThat(calibration.bins().get(1).meanLabel()).isEqualTo(.5);
  }

  @Test
  void ndcgComparesWithTheBestOrder() {
    double second = 1 / (Math.log(3) / Math.log(2));
    assertThat(Ndcg.at(10, new double[] {0, 1, 0})).isCloseTo(second, within(1e-12));
    assertThat(Ndcg.at(1, new double[] {1, 3})).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(Ndcg.at(3, new double[] {3, 1, 0})).isEqualTo(1);
    assertThat(Ndcg.at(3, new double[] {0})).isZero();
  }

  @Test
  void intervalsCoverAsTheySay() {
    Interval t = Interval.students(1, 2, 3, 4, 5);
    assertThat(t.mean()).isEqualTo(3);
    assertThat(t.halfWidth()).isCloseTo(2.776445 * Math.sqrt(2.5 / 5), within(1e-4));
    double[] values = new Seed(3).generator().doubles(2000).toArray();
    Interval b = Interval.bootstrap(values, new Seed(4), 1000);
    assertThat(b.low()).isLessThan(b.mean());
    assertThat(b.halfWidth()).isCloseTo(1.96 * Math.sqrt(1 / 12.0 / 2000), within(.001));
  }

  private static double naiveAuc(double[] score, double[] label) {
    double wins = 0;
    double pairs = 0;
    for (int i = 0; i < score.length; i++) {
      for (int j = 0; j < score.length; j++) {
        if (label[i] == 1 && label[j] == 0) {
          pairs++;
          wins += score[i] > score[j] ? 1 : score[i] == score[j] ? .5 : 0;
        }
      }
    }
    return wins / pairs;
  }
}
