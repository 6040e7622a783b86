package io.adlib.encode.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SymmetricEigenTest {

  /** Xᵀ X of so many random rows: of low rank when there are few. */
  static double[][] gram(int n, int rows, long seed) {
    RandomGenerator random = new Seed(seed).generator();
    double[][] gram = new double[n][n];
    for (int r = 0; r < rows; r++) {
      double[] x = random.doubles(n, -1, 1).toArray();
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          gram[i][j] += x[i] * x[j];
        }
      }
    }
    return gram;
  }

  @Property(tries = 60)
  void valuesAndVectorsGiveTheMatrixBack(
      @ForAll @IntRange(min = 1, max = 30) int n,
      @ForAll @IntRange(min = 0, max = 40) int rows,
      @ForAll long seed) {
    double[][] matrix = gram(n, rows, seed);
    SymmetricEigen eigen = SymmetricEigen.of(gram(n, rows, seed));
    for (int i = 0; i < n; i++) {
      assertThat(i == 0 || eigen.values()[i - 1] >= eigen.values()[i]).isTrue();
      for (int j = 0; j < n; j++) {
        double sum = 0;
        double dot = 0;
        for (int k = 0; k < n; k++) {
          sum += eigen.values()[k] * eigen.vectors()[k][i] * eigen.vectors()[k][j];
          dot += eigen.vectors()[i][k] * eigen.vectors()[j][k];
        }
        assertThat(sum).isCloseTo(matrix[i][j], within(1e-10 * Math.max(1, rows)));
        assertThat(dot).isCloseTo(i == j ? 1 : 0, within(1e-10));
      }
    }
  }

  @Test
  void aMatrixWithKnownValuesHasThem() {
    SymmetricEigen eigen = SymmetricEigen.of(new double[][] {{2, -1, 0}, {-1, 2, -1}, {0, -1, 2}});
    assertThat(eigen.values())
        .containsExactly(new double[] {2 + Math.sqrt(2), 2, 2 - Math.sqrt(2)}, within(1e-12));
  }

  @Test
  void aCovarianceOfFewRowsInManyDimensionsIsDecomposed() {
    SymmetricEigen eigen = SymmetricEigen.of(gram(200, 60, 3));
    assertThat(eigen.values()[59]).isGreaterThan(1e-3);
    assertThat(eigen.values()[60]).isCloseTo(0, within(1e-9));
  }
}
