package io.adlib.evaluate.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class KappaTest {

  @Test
  void agreementIsOneAndReversalIsMinusOne() {
    int[] grades = {1, 2, 3, 4};
    assertThat(Kappa.quadratic(grades, grades, 1, 4)).isEqualTo(1);
    assertThat(Kappa.quadratic(grades, new int[] {4, 3, 2, 1}, 1, 4)).isCloseTo(-1, within(1e-12));
  }

  @Test
  void aWorkedExample() {
    // observed Σ(i−j)² = 0+1+4+0 = 5; expected Σ n_i m_j/4 (i−j)²: truths 2×1, 1×2, 1×3; guesses
    // 1, 1, 3, 3: (2·0+1·1+1·4)·2/4 + (2·4+1·1+1·0)·2/4 = 2.5 + 4.5 = 7
    double kappa = Kappa.quadratic(new int[] {1, 2, 1, 3}, new int[] {1, 1, 3, 3}, 1, 4);
    assertThat(kappa).isCloseTo(1 - 5.0 / 7, within(1e-12));
  }

  @Test
  void aGraderWhoAlwaysSaysTheSameIsAtChance() {
    assertThat(Kappa.quadratic(new int[] {1, 2, 3, 4}, new int[] {4, 4, 4, 4}, 1, 4))
        .isCloseTo(0, within(1e-12));
  }

  @Property(tries = 200)
  void itIsSymmetric(
      @ForAll @Size(20) java.util.List<@IntRange(min = 1, max = 4) Integer> a,
      @ForAll @Size(20) java.util.List<@IntRange(min = 1, max = 4) Integer> b) {
    int[] first = a.stream().mapToInt(i -> i).toArray();
    int[] second = b.stream().mapToInt(i -> i).toArray();
    double kappa = Kappa.quadratic(first, second, 1, 4);
    assertThat(kappa).isLessThanOrEqualTo(1);
    assertThat(Kappa.quadratic(second, first, 1, 4)).isCloseTo(kappa, within(1e-9));
  }
}
