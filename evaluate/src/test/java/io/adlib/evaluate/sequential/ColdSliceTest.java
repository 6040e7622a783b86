package io.adlib.evaluate.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import io.adlib.core.Seed;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ColdSliceTest {

  private static final int[][] USERS = {{0, 1, 2, 3}, {1, 4, 2, 5}, {0, 4, 1, 4}, {2, 0}};

  private static ColdItems only(int... items) {
    int[] rest =
        IntStream.range(0, 6)
            .filter(i -> Arrays.stream(items).noneMatch(cold -> cold == i))
            .toArray();
    return ColdItems.absentFrom(new int[][] {rest}, 6);
  }

  @Property
  void exactlyTheShareIsDrawnAndTheSeedDecides(
      @ForAll @IntRange(min = 10, max = 2000) int items, @ForAll long seed) {
    ColdItems drawn = ColdItems.drawn(items, .1, new Seed(seed));
    assertThat(drawn.count()).isEqualTo(Math.round(.1 * items));
    assertThat(IntStream.range(0, items).filter(drawn::contains).count()).isEqualTo(drawn.count());
    ColdItems again = ColdItems.drawn(items, .1, new Seed(seed));
    assertThat(IntStream.range(0, items).filter(drawn::contains).toArray())
        .isEqualTo(IntStream.range(0, items).filter(again::contains).toArray());
  }

  @Test
  void noShareIsRefused() {
    assertThatThrownBy(() -> ColdItems.drawn(10, 1, new Seed(1)))
        .isInstanceOf(InputException.class)
        .hasMessage("a share of 1.0 of the items to hold out");
  }

  @Test
  void heldOutItemsLeaveTrainingAndNothingElse() {
    LeaveOneOut split = new LeaveOneOut(USERS, 6).holdingOut(only(1));
    assertThat(split.train()).isDeepEqualTo(new int[][] {{0}, {4}, {0, 4}, {2, 0}});
    assertThat(split.test().histories()[1]).containsExactly(1, 4, 2);
    assertThat(split.test().targets()).containsExactly(3, 5, 4);
    assertThat(split.validation().targets()).containsExactly(2, 2, 1);
    ColdItems cold = split.cold();
    assertThat(IntStream.range(0, 6).filter(cold::contains)).containsExactly(1, 3, 5);
    assertThat(split.test().of(Slice.COLD, cold).targets()).containsExactly(3, 5);
    assertThat(split.test().of(Slice.WARM, cold).targets()).containsExactly(4);
    assertThat(split.test().of(Slice.ALL, cold).size()).isEqualTo(3);
  }

  @Test
  void popularityNeverNamesAColdItem() {
    LeaveOneOut split = new LeaveOneOut(USERS, 6).holdingOut(only(1));
    FullRanking ranking = FullRanking.of(Popularity.of(split), split.test());
    var bySlice = new LinkedHashMap<String, List<FullRanking>>();
    bySlice.put("popularity", List.of(ranking));
    var report =
        SequentialReport.of(
            new SequentialDataset(
                "tiny", SequentialDataset.Order.CANONICAL, new String[4], USERS, List.of()),
            bySlice,
            split.test(),
            split.cold(),
            List.of(Slice.ALL, Slice.COLD));
    assertThat(report.rows(SequentialDataset.Order.CANONICAL, Slice.ALL))
        .singleElement()
        .matches(row -> row.cases() == 3);
    assertThat(report.rows(SequentialDataset.Order.CANONICAL, Slice.COLD))
        .singleElement()
        .matches(row -> row.cases() == 2);
    // both cold targets tie with every other item nobody bought, and a tie counts as lost
    int[] ranks = ranking.of(Slice.COLD, split.test(), split.cold()).masked().rank_U();
    assertThat(Arrays.stream(ranks).boxed()).hasSize(2).allMatch(rank -> rank >= 2);
  }

  private static SequentialScorer fixed(String name, float... scores) {
    return new SequentialScorer() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void score(int[][] histories, float[][] scores_BN) {
        for (int b = 0; b < histories.length; b++) {
          System.arraycopy(scores, 0, scores_BN[b], 0, scores.length);
        }
      }
    };
  }

  private static List<Integer> order(SequentialScorer scorer, int... history) {
    float[][] scores = new float[1][6];
    scorer.score(new int[][] {history}, scores);
    return IntStream.range(0, 6)
        .boxed()
        .sorted((a, b) -> Float.compare(scores[0][b], scores[0][a]))
        .toList();
  }

  @Test
  void everySecondPlaceIsANewItemsAndEachItemStandsOnce() {
    var base = fixed("base", 9, 8, 7, 6, 5, 4);
    var fresh = fixed("fresh", 100, 100, 100, 1, 2, 3);
    var half = new ReservedPlaces("half", base, fresh, only(3, 4, 5), .5);
    assertThat(order(half)).containsExactly(0, 5, 1, 4, 2, 3);
    assertThat(order(new ReservedPlaces("none", base, fresh, only(3, 4, 5), 0)))
        .containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void seenItemsTakeNoPlaceAway() {
    var base = fixed("base", 9, 8, 7, 6, 5, 4);
    var fresh = fixed("fresh", 0, 0, 0, 1, 2, 3);
    var half = new ReservedPlaces("half", base, fresh, only(3, 4, 5), .5);
    assertThat(order(half, 0, 5)).containsExactly(0, 1, 4, 2, 3, 5);
  }

  @Test
  void textNeighboursFollowTheLatestItem() {
    float[] vectors = {1, 0, 0, 1, .6f, .8f};
    float[][] scores = new float[1][3];
    new TextNeighbours(vectors, 2, .1).score(new int[][] {{0, 1}}, scores);
    assertThat(scores[0][1]).isGreaterThan(scores[0][2]).isGreaterThan(scores[0][0]);
    assertThat(scores[0][0]).isCloseTo(.1f, org.assertj.core.api.Assertions.within(1e-6f));
  }
}
