package io.adlib.learn.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EvenClustersTest {

  @Property(tries = 100)
  void clustersDifferByAtMostOneInSize(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int rows,
      @ForAll @IntRange(min = 1, max = 10) int wanted) {
    int clusters = Math.min(rows, wanted);
    int[] size = new int[clusters];
    for (int cluster : EvenClusters.of(rows(seed, rows), rows, clusters, new Seed(seed))) {
      size[cluster]++;
    }
    Arrays.sort(size);
    assertThat(size[clusters - 1] - size[0]).isLessThanOrEqualTo(1);
    assertThat(Arrays.stream(size).sum()).isEqualTo(rows);
  }

  @Test
  void rowsThatLieTogetherStayTogether() {
    float[] rows = rows(3, 40);
    for (int i = 0; i < 40; i++) {
      rows[i * 3 + i % 2] += 50;
    }
    int[] cluster = EvenClusters.of(rows, 40, 2, new Seed(1));
    for (int i = 0; i < 40; i++) {
      assertThat(cluster[i]).isEqualTo(cluster[i % 2]);
    }
    assertThat(cluster[0]).isNotEqualTo(cluster[1]);
  }

  private static float[] rows(long seed, int n) {
    RandomGenerator random = new Seed(seed).generator();
    float[] rows = new float[n * 3];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) random.nextGaussian();
    }
    return rows;
  }
}
