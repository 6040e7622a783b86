package io.adlib.evaluate.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.evaluate.sequential.FullRanking;
import io.adlib.evaluate.sequential.LeaveOneOut;
import io.adlib.evaluate.sequential.SequentialScorer;
import io.adlib.evaluate.sequential.Splits;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FusionTest {

  private static final int N = 300;
  private static final int USERS = 900;

  /** A noisy view of the truth, on a scale of its own: a user takes the first item plus 7. */
  private static SequentialScorer noisy(String name, long seed, double noise, double scale) {
    return new SequentialScorer() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void score(int[][] histories, float[][] scores_BN) {
        for (int b = 0; b < histories.length; b++) {
          int key = histories[b][0] * 1000 + histories[b][1];
          RandomGenerator random = new Seed(seed).of(key).generator();
          for (int i = 0; i < N; i++) {
            double signal = i == (histories[b][0] + 7) % N ? 3 : 0;
            scores_BN[b][i] = (float) (scale * (signal + noise * random.nextGaussian()));
          }
        }
      }
    };
  }

  /** Users of validation are others than those of test, by their second item. */
  private static LeaveOneOut split(int from) {
    int[][] sequences = new int[USERS][];
    for (int u = 0; u < USERS; u++) {
      int first = u % N;
      sequences[u] = new int[] {first, (first + from + u / N) % N, (first + 7) % N};
    }
    return Splits.of(sequences, N);
  }

  @Test
  void twoNoisyViewsTogetherSeeMoreThanEither() {
    var parts = List.of(noisy("a", 1, 1, 100), noisy("b", 2, 1.2, .001));
    Fusion fusion = Fusion.fitted(parts, split(10).test(), Progress.SILENT);
    LeaveOneOut.Cases cases = split(50).test();
    FullRanking fused = fusion.rank(cases, Progress.SILENT);
    for (SequentialScorer part : parts) {
      FullRanking alone = FullRanking.of(part, cases);
      assertThat(fused.masked().top().n10()).isGreaterThan(alone.masked().top().n10() + .05);
      assertThat(fused.unmasked().top().n10()).isGreaterThan(alone.unmasked().top().n10() + .05);
    }
    assertThat(fusion.describe()).contains("a:", "b:", "unmasked");
  }

  @Test
  void noiseChangesLittle() {
    var alone = List.of(noisy("a", 1, .8, 1));
    var beside = List.of(alone.getFirst(), noisy("noise", 2, 1e9, 1));
    LeaveOneOut.Cases cases = split(50).test();
    double without = n10(Fusion.fitted(alone, split(10).test(), Progress.SILENT), cases);
    double with = n10(Fusion.fitted(beside, split(10).test(), Progress.SILENT), cases);
    assertThat(with).isCloseTo(without, within(.02));
  }

  private static double n10(Fusion fusion, LeaveOneOut.Cases cases) {
    return fusion.rank(cases, Progress.SILENT).masked().top().n10();
  }

  @Test
  void oneModelAloneRanksAsItDoes() {
    var part = noisy("a", 1, 1, 5);
    LeaveOneOut.Cases cases = split(50).test();
    FullRanking fused =
        Fusion.fitted(List.of(part), split(10).test(), Progress.SILENT)
            .rank(cases, Progress.SILENT);
    FullRanking alone = FullRanking.of(part, cases);
    assertThat(fused.masked().top().n10()).isCloseTo(alone.masked().top().n10(), within(.005));
    assertThat(fused.unmasked().top().n10()).isCloseTo(alone.unmasked().top().n10(), within(.005));
  }
}
