package io.adlib.evaluate.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChoiceTest {

  private static final int CANDIDATES = 8;

  /** Cases whose target is drawn from a choice model of given weights. */
  private static List<Evidence> drawn(double[] weight_F, int cases) {
    RandomGenerator random = new Seed(3).generator();
    int[] item_C = IntStream.range(0, CANDIDATES).toArray();
    List<Evidence> all = new ArrayList<>();
    for (int i = 0; i < cases; i++) {
      float[] x_CF = new float[CANDIDATES * weight_F.length];
      for (int j = 0; j < x_CF.length; j++) {
        x_CF[j] = (float) random.nextGaussian();
      }
      var choice = new Choice(weight_F);
      var shown = new Evidence(item_C, x_CF, 0);
      int best = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < CANDIDATES; c++) {
        double gumbel = -Math.log(-Math.log(random.nextDouble()));
        double value = choice.score(shown, c) + gumbel;
        if (value > most) {
          most = value;
          best = c;
        }
      }
      all.add(new Evidence(item_C, x_CF, best));
    }
    return all;
  }

  @Test
  void findsTheWeightsThatPeopleChoseBy() {
    double[] truth_F = {1.5, -.7, 0};
    Choice found = Choice.fitted(drawn(truth_F, 5000), new double[] {1, 0, 0});
    assertThat(found.weight_F()).containsExactly(truth_F, within(.08));
  }

  @Test
  void staysAtTheStartWhereNothingTells() {
    double[] start_F = {1, 0};
    var silent = new Evidence(new int[] {4, 5}, new float[] {1, 2, 3, 4}, -1);
    assertThat(Choice.fitted(List.of(), start_F).weight_F()).containsExactly(start_F);
    assertThat(Choice.fitted(List.of(silent), start_F).weight_F()).containsExactly(start_F);
  }

  @Test
  void featuresThatAreAlikeOrSeparatePerfectlyKeepFiniteWeights() {
    List<Evidence> cases = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      cases.add(new Evidence(new int[] {0, 1}, new float[] {1, 1, 0, 0}, 0));
    }
    double[] found = Choice.fitted(cases, new double[] {1, 0}).weight_F();
    assertThat(found[0]).isBetween(1.0, 10.0);
    assertThat(found[1]).isBetween(0.0, 10.0);
  }
}
