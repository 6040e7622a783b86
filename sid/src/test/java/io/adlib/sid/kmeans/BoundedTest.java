package io.adlib.sid.kmeans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.sid.VectorSource;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BoundedTest {

  static final int D = 5;

  static float[] random(int rows, long seed) {
    RandomGenerator random = new Seed(seed).generator();
    float[] rows_ND = new float[rows * D];
    for (int i = 0; i < rows_ND.length; i++) {
      rows_ND[i] = (float) random.nextGaussian();
    }
    return rows_ND;
  }

  static double distance(float[] x_ND, int item, float[] c_CD, int code) {
    return IntStream.range(0, D)
        .mapToDouble(d -> (double) x_ND[item * D + d] - c_CD[code * D + d])
        .map(e -> e * e)
        .sum();
  }

  @Property(tries = 60)
  void noCodeIsOverfullAndNoVectorAndCodeWouldRatherHaveEachOther(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 120) int n,
      @ForAll @IntRange(min = 1, max = 30) int codes) {
    float[] x_ND = random(n, seed);
    float[] c_CD = random(codes, seed + 1);
    int capacity = Math.ceilDiv(n, codes);
    int[] code_N = new int[n];
    float[] error_N = new float[n];
    try (var workers = new RowWorkers(2)) {
      new BoundedAssignment(VectorSource.of(x_ND, D), capacity, workers)
          .assign(c_CD, code_N, error_N);
    }
    int[] size_C = new int[codes];
    double[] farthest_C = new double[codes];
    for (int i = 0; i < n; i++) {
      size_C[code_N[i]]++;
      double own = distance(x_ND, i, c_CD, code_N[i]);
      farthest_C[code_N[i]] = Math.max(farthest_C[code_N[i]], own);
      assertThat((double) error_N[i]).isCloseTo(own, org.assertj.core.data.Offset.offset(1e-4));
    }
    assertThat(IntStream.of(size_C).max().orElse(0)).isLessThanOrEqualTo(capacity);
    for (int i = 0; i < n; i++) {
      double own = distance(x_ND, i, c_CD, code_N[i]);
      for (int c = 0; c < codes; c++) {
        double other = distance(x_ND, i, c_CD, c);
        if (other < own - 1e-4) {
          assertThat(size_C[c]).as("vector %d would rather have code %d", i, c).isEqualTo(capacity);
          assertThat(farthest_C[c]).isLessThanOrEqualTo(other + 1e-4);
        }
      }
    }
  }

  @Property(tries = 30)
  void everyLevelOfBoundedCodesKeepsTheBound(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int n) {
    VectorSource vectors = VectorSource.of(random(n, seed), D);
    KMeansSettings settings = KMeansSettings.DEFAULT.shape(3, 8).rounds(5).bounded(1.25);
    Codebooks books = ResidualKMeans.fit(vectors, settings, new Seed(seed), Progress.SILENT);
    short[] codes_NL = Codes.bounded(books, vectors, 1.25, 2, Progress.SILENT);
    int most = (int) Math.ceil(1.25 * n / 8);
    for (int level = 0; level < 3; level++) {
      int[] size_C = new int[8];
      for (int i = 0; i < n; i++) {
        size_C[codes_NL[i * 3 + level]]++;
      }
      assertThat(IntStream.of(size_C).max().orElse(0)).isLessThanOrEqualTo(most);
    }
  }

  @Test
  void onALineTheFarPointTakesACompanionRatherThanLeaveThreeTogether() {
    float[] line = {0, 1, 2.5f, 10};
    VectorSource points = VectorSource.of(line, 1);
    var free = KMeansSettings.DEFAULT.shape(1, 2);
    Codebooks unbound = ResidualKMeans.fit(points, free, new Seed(1), Progress.SILENT);
    short[] apart = unbound.encode(line, 4);
    assertThat(new int[] {apart[0], apart[1], apart[2]}).containsOnly(apart[0]);
    assertThat(apart[3]).isNotEqualTo(apart[0]);
    Codebooks bound = ResidualKMeans.fit(points, free.bounded(1), new Seed(1), Progress.SILENT);
    short[] even = Codes.bounded(bound, points, 1, 1, Progress.SILENT);
    assertThat(even[0]).isEqualTo(even[1]).isNotEqualTo(even[2]);
    assertThat(even[2]).isEqualTo(even[3]);
  }

  @Test
  void equalVectorsAreSpreadOverCodes() {
    VectorSource same = VectorSource.of(new float[12 * D], D);
    var settings = KMeansSettings.DEFAULT.shape(2, 4).bounded(1);
    Codebooks books = ResidualKMeans.fit(same, settings, new Seed(1), Progress.SILENT);
    short[] codes_NL = Codes.bounded(books, same, 1, 1, Progress.SILENT);
    for (int code = 0; code < 4; code++) {
      short wanted = (short) code;
      assertThat(IntStream.range(0, 12).filter(i -> codes_NL[2 * i] == wanted)).hasSize(3);
    }
  }

  @Test
  void aBoundBelowTheMeanIsRefused() {
    assertThatThrownBy(() -> KMeansSettings.DEFAULT.bounded(.5))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot hold all items");
  }
}
