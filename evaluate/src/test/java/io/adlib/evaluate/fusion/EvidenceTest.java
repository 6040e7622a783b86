package io.adlib.evaluate.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvidenceTest {

  private static final float NONE = Float.NEGATIVE_INFINITY;

  @Test
  void featuresAreTheScoreAndThePlace() {
    float[][] scores_PN = {{2, 0, 0, -2}, {NONE, 7, 5, NONE}};
    Evidence read = Evidence.of(scores_PN, new int[] {3}, true, 2);
    assertThat(read.item_C()).containsExactly(0, 1, 2);
    assertThat(read.target()).isEqualTo(2);
    float z = (float) Math.sqrt(2);
    float low = (float) (-.5 / Math.sqrt(.75));
    float[] first = {z, log1p(z), 0, low, -log1p(-low), -log1p(2)};
    assertThat(Arrays.copyOf(read.x_CF(), 6)).containsExactly(first, within(1e-5f));
    assertThat(read.x_CF()[8]).isCloseTo(-log1p(1), within(1e-6f));
    assertThat(read.x_CF()[14]).as("equal scores share a place").isEqualTo(read.x_CF()[8]);
  }

  private static float log1p(double x) {
    return (float) Math.log1p(x);
  }

  @Test
  void theTargetIsNoCandidateBecauseItIsTheTarget() {
    float[][] scores_PN = new float[2][500];
    for (int i = 0; i < 500; i++) {
      scores_PN[0][i] = i;
      scores_PN[1][i] = i < 100 ? 1 : NONE;
    }
    assertThat(Evidence.of(scores_PN, new int[0], true, 300).target()).isEqualTo(-1);
    Evidence read = Evidence.of(scores_PN, new int[0], true, 420);
    assertThat(read.item_C()[read.target()]).isEqualTo(420);
    assertThat(read.size()).isEqualTo(200);
  }

  @Test
  void seenItemsAreCandidatesOnlyWhenNothingIsMasked() {
    float[][] scores_PN = {{3, 2, 1}};
    assertThat(Evidence.of(scores_PN, new int[] {0, 0}, true, 0).target()).isEqualTo(-1);
    assertThat(Evidence.of(scores_PN, new int[] {0, 0}, false, 0).target()).isZero();
  }

  @Test
  void candidatesAreTheFirstOfEachModelAsSortingFindsThem() {
    RandomGenerator random = new Seed(9).generator();
    for (int trial = 0; trial < 30; trial++) {
      float[] scores_N = new float[400];
      for (int i = 0; i < scores_N.length; i++) {
        scores_N[i] = random.nextInt(trial < 15 ? 10_000 : 20);
      }
      int[] history = random.ints(30, 0, 400).toArray();
      var seen = new BitSet();
      Arrays.stream(history).forEach(seen::set);
      int[] expected =
          IntStream.range(0, 400)
              .filter(i -> !seen.get(i))
              .boxed()
              .sorted((a, b) -> Float.compare(scores_N[b], scores_N[a]))
              .limit(100)
              .mapToInt(Integer::intValue)
              .sorted()
              .toArray();
      Evidence read = Evidence.of(new float[][] {scores_N}, history, true, 0);
      assertThat(read.item_C()).containsExactly(expected);
    }
  }

  @Test
  void aModelThatNamesNothingSaysNothing() {
    Evidence read = Evidence.of(new float[][] {{NONE, NONE}, {1, 2}}, new int[0], true, 1);
    assertThat(read.item_C()).containsExactly(0, 1);
    assertThat(Arrays.copyOf(read.x_CF(), 3)).containsExactly(0, 0, 0);
  }
}
