package io.adlib.evaluate.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FusionTest {

  private static final int N = 300;
  private static final int USERS = 400;

  /** Two noisy views of the same truth, of different scales: a user's target is its last item. */
  private static SequentialScorer noisy(String name, long seed, double noise, double scale) {
    return new SequentialScorer() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void score(int[][] histories, float[][] scores_BN) {
        for (int b = 0; b < histories.length; b++) {
          RandomGenerator random = new Seed(seed).of(histories[b][0]).generator();
          for (int i = 0; i < N; i++) {
            double signal = i == (histories[b][0] + 7) % N ? 3 : 0;
            scores_BN[b][i] = (float) (scale * (signal + noise * random.nextGaussian()));
          }
        }
      }
    };
  }

  private static LeaveOneOut split() {
    int[][] sequences = new int[USERS][];
    for (int u = 0; u < USERS; u++) {
      int first = u % N;
      sequences[u] = new int[] {first, (first + 1) % N, (first + 7) % N};
    }
    return new LeaveOneOut(sequences, N);
  }

  @Test
  void findsWeightsThatBeatEitherPartAlone() {
    var parts = List.of(noisy("a", 1, 1, 100), noisy("b", 2, 1.2, .001));
    var cases = split().test();
    var weights = FusionSearch.of(parts, cases, Progress.SILENT);
    assertThat(weights.masked_P()[0]).isEqualTo(1);
    assertThat(weights.masked_P()[1]).isBetween(.3, 2.0);
    FullRanking fused = Fusion.rank("fused", parts, weights, cases, Progress.SILENT);
    assertThat(fused.masked().top().n10()).isCloseTo(weights.maskedN10(), within(1e-9));
    assertThat(fused.unmasked().top().n10()).isCloseTo(weights.unmaskedN10(), within(1e-9));
    for (SequentialScorer part : parts) {
      double alone = FullRanking.of(part, cases).masked().top().n10();
      assertThat(fused.masked().top().n10()).isGreaterThan(alone + .05);
    }
  }

  @Test
  void givesNoWeightToNoise() {
    var parts = List.of(noisy("a", 1, .3, 1), noisy("noise", 2, 1e9, 1));
    var weights = FusionSearch.of(parts, split().test(), Progress.SILENT);
    assertThat(weights.masked_P()[1]).isLessThan(.2);
  }

  @Test
  void zScoresTakeTheLowestForWhatIsNotFinite() {
    float[] scores = {1, Float.NEGATIVE_INFINITY, 3, Float.NaN};
    ZScores.standardise(scores, 4);
    float low = (float) (-.5 / Math.sqrt(.75));
    assertThat(scores).containsExactly(new float[] {low, low, -3 * low, low}, within(1e-6f));
    float[] alike = {5, 5};
    ZScores.standardise(alike, 2);
    assertThat(alike).containsExactly(0, 0);
  }
}
