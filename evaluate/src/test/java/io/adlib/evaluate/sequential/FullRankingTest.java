package io.adlib.evaluate.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FullRankingTest {

  @Test
  void agreesWithSortingOnRandomScores() {
    RandomGenerator random = new Seed(11).generator();
    int n = 40;
    int[][] sequences = new int[600][];
    for (int u = 0; u < sequences.length; u++) {
      sequences[u] = random.ints(3 + random.nextInt(6), 0, n).distinct().toArray();
    }
    float[][] table = new float[n][n];
    for (float[] row : table) {
      for (int i = 0; i < n; i++) {
        row[i] = random.nextInt(30);
      }
    }
    SequentialScorer byLast = fixed(table);
    var cases = new LeaveOneOut(sequences, n).test();
    FullRanking ranking = FullRanking.of(byLast, cases);
    double r5 = 0;
    double n10 = 0;
    double unmaskedR10 = 0;
    for (int i = 0; i < cases.size(); i++) {
      int[] history = cases.histories()[i];
      float[] scores = table[history[history.length - 1]];
      int rank = sortedRank(scores, cases.targets()[i], history);
      r5 += rank < 5 ? 1 : 0;
      n10 += rank < 10 ? 1 / (Math.log(rank + 2) / Math.log(2)) : 0;
      unmaskedR10 += sortedRank(scores, cases.targets()[i], new int[0]) < 10 ? 1 : 0;
    }
    assertThat(ranking.masked().top().r5()).isCloseTo(r5 / cases.size(), within(1e-12));
    assertThat(ranking.masked().top().n10()).isCloseTo(n10 / cases.size(), within(1e-12));
    assertThat(ranking.unmasked().top().r10()).isCloseTo(unmaskedR10 / cases.size(), within(1e-12));
    double p = ranking.masked().top().r10();
    assertThat(ranking.masked().standardError().r10())
        .isCloseTo(Math.sqrt(p * (1 - p) / (cases.size() - 1)), within(1e-12));
  }

  @Test
  void aTieIsLostAndANumberlessTargetComesLast() {
    assertThat(FullRanking.rank(new float[] {1, 1, 0}, 0, 3)).isEqualTo(1);
    assertThat(FullRanking.rank(new float[] {2, Float.NaN, 0}, 0, 3)).isEqualTo(1);
    assertThat(FullRanking.rank(new float[] {2, Float.NaN, 0}, 1, 3)).isEqualTo(2);
    assertThat(FullRanking.rank(new float[] {Float.NEGATIVE_INFINITY, 1, 0}, 0, 3)).isEqualTo(2);
  }

  @Test
  void aTargetTheUserHasSeenIsMissedWhenMasked() {
    var cases = new LeaveOneOut(new int[][] {{1, 0, 1}}, 2).test();
    float[][] table = {{0, 9}, {0, 9}};
    FullRanking ranking = FullRanking.of(fixed(table), cases);
    assertThat(ranking.unmasked().top().r5()).isEqualTo(1);
    assertThat(ranking.masked().top().r5()).isZero();
  }

  @Test
  void popularityCountsTrainingOnly() {
    var split = new LeaveOneOut(new int[][] {{0, 1, 2, 2}, {1, 0, 2}}, 3);
    float[][] scores_BN = new float[1][3];
    Popularity.of(split).score(new int[][] {{0}}, scores_BN);
    assertThat(scores_BN[0]).containsExactly(1, 2, 0);
  }

  private static SequentialScorer fixed(float[][] table) {
    return new SequentialScorer() {
      @Override
      public String name() {
        return "table";
      }

      @Override
      public void score(int[][] histories, float[][] scores_BN) {
        for (int b = 0; b < histories.length; b++) {
          float[] row = table[histories[b][histories[b].length - 1]];
          System.arraycopy(row, 0, scores_BN[b], 0, row.length);
        }
      }
    };
  }

  private static int sortedRank(float[] scores, int target, int[] seen) {
    var order =
        IntStream.range(0, scores.length)
            .filter(i -> Arrays.stream(seen).noneMatch(s -> s == i))
            .boxed()
            .sorted(
                (a, b) ->
                    scores[a] != scores[b]
                        ? Float.compare(scores[b], scores[a])
                        : Boolean.compare(a == target, b == target))
            .toList();
    return order.indexOf(target);
  }
}
