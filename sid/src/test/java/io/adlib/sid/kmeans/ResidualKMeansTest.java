package io.adlib.sid.kmeans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ResidualKMeansTest {

  static final KMeansSettings SMALL = KMeansSettings.DEFAULT.shape(2, 8);

  /** Vectors around 8 far centres, each with a small offset out of 8. */
  static float[] clustered(int n, int dimension, long seed) {
    RandomGenerator random = new Seed(seed).generator();
    float[] centres = new float[16 * dimension];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = (float) random.nextGaussian() * (i < 8 * dimension ? 10 : 1);
    }
    float[] vectors = new float[n * dimension];
    for (int i = 0; i < n; i++) {
      for (int d = 0; d < dimension; d++) {
        int far = i % 8 * dimension + d;
        int near = (8 + i / 8 % 8) * dimension + d;
        vectors[i * dimension + d] =
            centres[far] + centres[near] + (float) random.nextGaussian() * .05f;
      }
    }
    return vectors;
  }

  static Codebooks fit(float[] vectors, int n, int dimension, KMeansSettings settings, long seed) {
    return ResidualKMeans.fit(vectors, n, dimension, settings, new Seed(seed), Progress.SILENT);
  }

  static double error(Codebooks books, float[] vectors, int n) {
    short[] codes = books.encode(vectors, n);
    double error = 0;
    int levels = books.levels();
    for (int i = 0; i < n; i++) {
      float[] guess = books.decode(Arrays.copyOfRange(codes, i * levels, (i + 1) * levels));
      for (int d = 0; d < books.dimension(); d++) {
        double e = vectors[i * books.dimension() + d] - guess[d];
        error += e * e;
      }
    }
    return error / n;
  }

  @Test
  void findsTheClustersOfEveryLevel() {
    float[] vectors = clustered(640, 12, 5);
    Codebooks books = fit(vectors, 640, 12, SMALL, 1);
    short[] codes = books.encode(vectors, 640);
    for (int i = 0; i < 640; i++) {
      assertThat(codes[i * 2]).isEqualTo(codes[i % 8 * 2]);
    }
    assertThat(IntStream.range(0, 8).map(i -> codes[i * 2]).distinct()).hasSize(8);
    // Noise of .05 in 12 dimensions, and what one shared second book of 8 cannot say.
    assertThat(error(books, vectors, 640)).isLessThan(.15);
  }

  @Test
  void eachLevelLowersTheError() {
    float[] vectors = clustered(500, 20, 9);
    double one = error(fit(vectors, 500, 20, SMALL.shape(1, 8), 3), vectors, 500);
    double two = error(fit(vectors, 500, 20, SMALL.shape(2, 8), 3), vectors, 500);
    double three = error(fit(vectors, 500, 20, SMALL.shape(3, 8), 3), vectors, 500);
    assertThat(two).isLessThan(one * .5);
    assertThat(three).isLessThan(two);
  }

  @Test
  void theResultDoesNotDependOnThreads() {
    float[] vectors = clustered(3000, 33, 2);
    KMeansSettings settings = KMeansSettings.DEFAULT.shape(3, 40);
    float[] one = fit(vectors, 3000, 33, settings.onThreads(1), 7).centroids_LCE();
    assertThat(fit(vectors, 3000, 33, settings.onThreads(2), 7).centroids_LCE()).isEqualTo(one);
    assertThat(fit(vectors, 3000, 33, settings.onThreads(5), 7).centroids_LCE()).isEqualTo(one);
    assertThat(fit(vectors, 3000, 33, settings, 8).centroids_LCE()).isNotEqualTo(one);
  }

  @Property(tries = 30)
  void aVectorHasTheSameCodesAloneAndAmongOthers(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 70) int n) {
    float[] vectors = clustered(n, 19, seed);
    Codebooks books = fit(vectors, n, 19, SMALL, seed);
    short[] together = books.encode(vectors, n);
    for (int i = 0; i < n; i++) {
      assertThat(books.encode(Arrays.copyOfRange(vectors, i * 19, (i + 1) * 19)))
          .containsExactly(together[2 * i], together[2 * i + 1]);
    }
  }

  @Property(tries = 30)
  void theFirstCodeIsTheNearestCentroid(@ForAll long seed) {
    float[] vectors = clustered(100, 7, seed);
    Codebooks books = fit(vectors, 100, 7, SMALL, seed);
    short[] codes = books.encode(vectors, 100);
    for (int i = 0; i < 100; i++) {
      double chosen = squared(vectors, i, books.decode(codes[2 * i]));
      for (short c = 0; c < 8; c++) {
        assertThat(chosen).isLessThanOrEqualTo(squared(vectors, i, books.decode(c)) * 1.00001);
      }
    }
  }

  static double squared(float[] vectors, int row, float[] centroid) {
    return IntStream.range(0, centroid.length)
        .mapToDouble(d -> vectors[row * centroid.length + d] - centroid[d])
        .map(e -> e * e)
        .sum();
  }

  @Test
  void noCodeIsDeadWhereVectorsSuffice() {
    // Nearly all vectors are one point, so that plain Lloyd would starve its centroids.
    float[] vectors = new float[1000 * 4];
    RandomGenerator random = new Seed(4).generator();
    for (int i = 0; i < 40 * 4; i++) {
      vectors[i] = (float) random.nextGaussian();
    }
    Codebooks books = fit(vectors, 1000, 4, SMALL.shape(1, 32), 1);
    short[] codes = books.encode(vectors, 1000);
    assertThat(IntStream.range(0, 1000).map(i -> codes[i]).distinct()).hasSize(32);
  }

  @Test
  void fewerDistinctVectorsThanCodesAreReproducedExactly() {
    float[] vectors = {1, 2, 1, 2, 3, 4, 1, 2, 5, 6};
    Codebooks books = fit(vectors, 5, 2, SMALL, 1);
    assertThat(error(books, vectors, 5)).isCloseTo(0, within(1e-12));
    short[] codes = books.encode(vectors, 5);
    assertThat(codes[0]).isEqualTo(codes[2]).isEqualTo(codes[6]);
    assertThat(codes[0]).isNotEqualTo(codes[4]);
  }

  @Test
  void aSampledStartStillUsesEveryVector() {
    float[] vectors = clustered(4000, 10, 3);
    KMeansSettings sampled = new KMeansSettings(2, 8, 50, 1e-4, 100, 0, 2);
    assertThat(error(fit(vectors, 4000, 10, sampled, 1), vectors, 4000)).isLessThan(.2);
  }

  @Test
  void unusableInputIsOneLine() {
    assertThatThrownBy(() -> fit(new float[0], 0, 3, SMALL, 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no vectors");
    assertThatThrownBy(() -> fit(new float[] {1, Float.NaN}, 1, 2, SMALL, 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("vector 0 has a component that is NaN");
    assertThatThrownBy(() -> fit(new float[5], 1, 2, SMALL, 1)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> SMALL.shape(0, 8)).isInstanceOf(InputException.class);
  }

  @Test
  void progressReachesItsTotal() {
    var done = new AtomicLong();
    List<Long> totals = new ArrayList<>();
    Progress counting =
        (_, total) -> {
          totals.add(total);
          return new Progress.Task() {
            @Override
            public void advance(long steps) {
              done.addAndGet(steps);
            }

            @Override
            public void note(String text) {}

            @Override
            public void close() {}
          };
        };
    ResidualKMeans.fit(clustered(80, 6, 1), 80, 6, SMALL, new Seed(1), counting);
    assertThat(totals).containsExactly(done.get());
  }
}
