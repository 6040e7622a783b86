package io.adlib.encode.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WhiteningTest {

  private static final int N = 400;
  private static final int D = 6;

  /** Correlated rows of mean zero, each direction of another strength. */
  private static float[] rows() {
    RandomGenerator random = new Seed(11).generator();
    float[] rows_ND = new float[N * D];
    for (int i = 0; i < N; i += 2) {
      double common = random.nextGaussian();
      for (int j = 0; j < D; j++) {
        rows_ND[i * D + j] = (float) ((j + 1) * (common + random.nextGaussian()));
        rows_ND[(i + 1) * D + j] = -rows_ND[i * D + j];
      }
    }
    return rows_ND;
  }

  private static double[][] covariance(float[] rows_ND, float[] matrix_KD) {
    int k = matrix_KD.length / D;
    double[][] covariance = new double[k][k];
    for (int i = 0; i < N; i++) {
      double[] y = new double[k];
      for (int a = 0; a < k; a++) {
        for (int j = 0; j < D; j++) {
          y[a] += matrix_KD[a * D + j] * rows_ND[i * D + j];
        }
      }
      for (int a = 0; a < k; a++) {
        for (int b = 0; b < k; b++) {
          covariance[a][b] += y[a] * y[b] / N;
        }
      }
    }
    return covariance;
  }

  @ParameterizedTest
  @EnumSource(names = {"PCA", "ZCA"})
  void whitenedRowsHaveTheIdentityAsTheirCovariance(Whitening whitening) {
    float[] matrix = whitening.fit(rows(), N, D, 0, 0, Progress.SILENT);
    double[][] covariance = covariance(rows(), matrix);
    for (int a = 0; a < D; a++) {
      for (int b = 0; b < D; b++) {
        assertThat(covariance[a][b]).isCloseTo(a == b ? 1 : 0, within(1e-3));
      }
    }
  }

  @Test
  void pcaKeepsTheStrongestDirections() {
    float[] all = Whitening.PCA.fit(rows(), N, D, 0, 0, Progress.SILENT);
    float[] two = Whitening.PCA.fit(rows(), N, D, 2, 0, Progress.SILENT);
    assertThat(two).hasSize(2 * D).isEqualTo(java.util.Arrays.copyOf(all, 2 * D));
  }

  @Test
  void zcaIsSymmetricAndFullShrinkageLeavesDirectionsAsTheyAre() {
    float[] matrix = Whitening.ZCA.fit(rows(), N, D, 0, .2, Progress.SILENT);
    float[] shrunk = Whitening.ZCA.fit(rows(), N, D, 0, 1, Progress.SILENT);
    for (int i = 0; i < D; i++) {
      for (int j = 0; j < D; j++) {
        assertThat(matrix[i * D + j]).isCloseTo(matrix[j * D + i], within(1e-6f));
        assertThat(shrunk[i * D + j]).isCloseTo(i == j ? shrunk[0] : 0, within(1e-6f));
      }
    }
  }

  @Test
  void rowsThatAreAllAlikeCannotBeWhitened() {
    assertThatThrownBy(() -> Whitening.PCA.fit(new float[12], 2, 6, 0, .1, Progress.SILENT))
        .isInstanceOf(InputException.class);
  }
}
