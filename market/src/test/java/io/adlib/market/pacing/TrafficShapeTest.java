package io.adlib.market.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class TrafficShapeTest {

  private static TrafficShape learned(long seed, int days, int from) {
    RandomGenerator random = new Seed(seed).generator();
    TrafficShape shape = TrafficShape.unknown();
    for (int day = 0; day < days; day++) {
      long[] counts = new long[TrafficShape.SLOTS];
      for (int s = day == 0 ? from : 0; s < counts.length; s++) {
        counts[s] = random.nextInt(3) == 0 ? 0 : random.nextLong(1L << random.nextInt(1, 30));
      }
      shape = shape.with(counts, day == 0 ? from : 0);
    }
    return shape;
  }

  @Property(tries = 300)
  void sharesArePositiveAndSumToOneWhateverTheTraffic(
      @ForAll long seed,
      @ForAll @IntRange(max = 5) int days,
      @ForAll @IntRange(max = 95) int from) {
    TrafficShape shape = learned(seed, days, from);
    assertThat(Arrays.stream(shape.share()).min().orElseThrow()).isPositive();
    assertThat(shape.upTo(86_400)).isCloseTo(1, within(1e-9));
  }

  @Property(tries = 300)
  void theSecondOfAShareIsWhereThatShareHasPassed(
      @ForAll long seed,
      @ForAll @IntRange(max = 3) int days,
      @ForAll @DoubleRange(min = 0, max = 1) double share) {
    TrafficShape shape = learned(seed, days, 0);
    assertThat(shape.upTo(shape.secondOf(share))).isCloseTo(share, within(1e-9));
  }
}
