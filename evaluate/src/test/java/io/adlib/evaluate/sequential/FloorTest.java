package io.adlib.evaluate.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FloorTest {

  private static final Offset<Double> THOUSANDTH = within(.001);

  @Test
  void countsDirectionDistanceLengthAndPopularity() {
    int[][] sequences = {{0, 1, 2, 3, 3}, {1, 2, 1, 3, 3}};
    var floor = Floor.of(new LeaveOneOut(sequences, 4), Floor.Settings.DEFAULT);
    // trained on 0 1 2 and 1 2 1; item 1 was bought three times, 2 twice, 0 once
    float[][] scores_BN = new float[2][4];
    floor.score(new int[][] {{1}, {0, 2}}, scores_BN);
    double p1 = Math.pow(3, -.3);
    double p2 = Math.pow(2, -.3);
    double length = 1 / 2.0; // log2(3 + 1)
    assertThat(scores_BN[0][2]).isCloseTo((float) (p1 * p2 * length * 2.5), within(1e-6f));
    assertThat(scores_BN[0][0]).isCloseTo((float) (p1 * length * .5), within(1e-6f));
    assertThat(scores_BN[0][3]).isZero();
    double fromTwo = p2 * p1 * length * (.5 + 1 + .5);
    double fromZero = .65 * p1 * length;
    assertThat(scores_BN[1][1]).isCloseTo((float) (fromTwo + fromZero), within(1e-6f));
  }

  @Test
  void anItemPastTheWindowDoesNotCount() {
    int[] sequence = new int[19];
    for (int i = 0; i < 17; i++) {
      sequence[i] = i;
    }
    var floor = Floor.of(new LeaveOneOut(new int[][] {sequence}, 17), Floor.Settings.DEFAULT);
    float[][] scores_BN = new float[1][17];
    floor.score(new int[][] {{0}}, scores_BN);
    assertThat(scores_BN[0][15]).isPositive();
    assertThat(scores_BN[0][16]).isZero();
  }

  @Test
  void reproducesThePublishedFloorOnBeauty() {
    SequentialDataset beauty = RealData.read("amazon-beauty");
    assertThat(beauty.userCount()).isEqualTo(22_363);
    assertThat(beauty.itemCount()).isEqualTo(12_101);
    assertThat(beauty.events()).isEqualTo(198_502);
    LeaveOneOut split = beauty.split();
    assertThat(Floor.tuned(split).settings().decay()).isEqualTo(.65);
    var floor = Floor.of(split, Floor.Settings.DEFAULT);
    assertTop(FullRanking.of(floor, split.test()).masked().top(), .0634, .0459, .0866, .0533);
  }

  @Test
  void reproducesThePublishedFloorOnSports() {
    SequentialDataset sports = RealData.read("amazon-sports");
    assertThat(sports.items().get(0).text())
        .isEqualTo("ghost armorers tool 332 punch hunting fishing");
    LeaveOneOut split = sports.split();
    var floor = Floor.of(split, Floor.Settings.DEFAULT.withDecay(.8));
    assertTop(FullRanking.of(floor, split.test()).masked().top(), .0379, .0267, .0513, .0310);
  }

  private static void assertTop(Top top, double r5, double n5, double r10, double n10) {
    assertThat(top.r5()).isCloseTo(r5, THOUSANDTH);
    assertThat(top.n5()).isCloseTo(n5, THOUSANDTH);
    assertThat(top.r10()).isCloseTo(r10, THOUSANDTH);
    assertThat(top.n10()).isCloseTo(n10, THOUSANDTH);
  }
}
