package io.adlib.market.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Seed;
import java.util.List;
import org.junit.jupiter.api.Test;

class JourneyTest {

  private static final List<CategoryWords> CATEGORIES = Lexicon.read().categories();

  private static Journey journey(long seed) {
    double[] taste_C = new double[Lexicon.CATEGORIES];
    java.util.Arrays.fill(taste_C, 1.0 / taste_C.length);
    return new Journey(CATEGORIES, taste_C, new Seed(seed));
  }

  @Test
  void doesNotDependOnTheOrderInWhichItIsAsked() {
    Journey forward = journey(1);
    Journey backward = journey(1);
    Journey.Phase late = backward.at(1, 200);
    for (int day = 0; day < 200; day++) {
      forward.at(0, day);
    }
    assertThat(forward.at(1, 200)).isEqualTo(late);
    assertThat(forward.at(0, 3)).isEqualTo(backward.at(0, 3));
  }

  @Test
  void phasesAreContiguousAndHoldTheMomentAskedFor() {
    Journey journey = journey(2);
    for (double day = 0; day < 60; day += 0.37) {
      Journey.Phase phase = journey.at(0, day);
      assertThat(phase.now().from()).isLessThanOrEqualTo(day);
      assertThat(phase.now().until()).isGreaterThan(day);
      assertThat(phase.before().until()).isEqualTo(phase.now().from());
      assertThat(phase.after().from()).isEqualTo(phase.now().until());
    }
  }

  @Test
  void whatComesNextMostlyFollowsFromWhatWasBefore() {
    int follows = 0;
    int all = 0;
    for (int seed = 0; seed < 300; seed++) {
      Journey.Phase phase = journey(seed).at(0, 5);
      all++;
      follows +=
          CATEGORIES.get(phase.now().category()).next().contains(phase.after().category()) ? 1 : 0;
    }
    // 75 % by the rule and few of the rest by chance; four standard errors are 10 %.
    assertThat(follows / (double) all).isBetween(0.65, 0.88);
  }
}
