package io.adlib.learn.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AdvantagesTest {

  /** The definition, term by term: Σ_l (γλ)^l δ_{s+l}. */
  @Property(tries = 200)
  void generalisedAdvantagesAreTheDefinitions(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 8) int steps,
      @ForAll @DoubleRange(min = 0, max = 1) double discount,
      @ForAll @DoubleRange(min = 0, max = 1) double trace) {
    RandomGenerator random = new Seed(seed).generator();
    double[] reward = random.doubles(steps, -1, 2).toArray();
    double[] value = random.doubles(steps, -1, 2).toArray();
    double[] found = Advantages.generalised(reward, value, discount, trace);
    for (int s = 0; s < steps; s++) {
      double expected = 0;
      for (int l = 0; s + l < steps; l++) {
        double next = s + l + 1 < steps ? value[s + l + 1] : 0;
        double delta = reward[s + l] + discount * next - value[s + l];
        expected += Math.pow(discount * trace, l) * delta;
      }
      assertThat(found[s]).isCloseTo(expected, within(1e-12));
    }
  }

  @Property(tries = 100)
  void withAllOfTheTraceTheyAreTheReturnsLessTheValues(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int steps) {
    RandomGenerator random = new Seed(seed).generator();
    double[] reward = random.doubles(steps, -1, 2).toArray();
    double[] value = random.doubles(steps, -1, 2).toArray();
    double[] found = Advantages.generalised(reward, value, .9, 1);
    double[] returns = Advantages.returns(reward, .9);
    for (int s = 0; s < steps; s++) {
      assertThat(found[s]).isCloseTo(returns[s] - value[s], within(1e-12));
    }
  }

  @Test
  void ofAGroupTheyHaveNoMeanAndUnitSpread() {
    double[] found = Advantages.ofGroup(new double[] {1, 2, 3, 10});
    assertThat(Arrays.stream(found).sum()).isCloseTo(0, within(1e-9));
    assertThat(Arrays.stream(found).map(a -> a * a).average().orElseThrow())
        .isCloseTo(1, within(1e-5));
    assertThat(Advantages.ofGroup(new double[] {5, 5, 5})).containsOnly(0);
  }
}
