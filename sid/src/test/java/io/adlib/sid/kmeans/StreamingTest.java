package io.adlib.sid.kmeans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.sid.VectorSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Vectors that are more than may be held in memory. */
class StreamingTest {

  static final KMeansSettings SETTINGS = KMeansSettings.DEFAULT.shape(2, 8).sampling(200);
  static final float[] VECTORS = ResidualKMeansTest.clustered(4000, 12, 5);

  static Codebooks fit(float[] vectors_ND, KMeansSettings settings) {
    return ResidualKMeans.fit(
        VectorSource.of(vectors_ND, 12), settings, new Seed(1), Progress.SILENT);
  }

  @Test
  void mostVectorsAreReadInBlocksAndNeverAllAtOnce() {
    var most = new AtomicInteger();
    VectorSource array = VectorSource.of(VECTORS, 12);
    VectorSource watched =
        new VectorSource() {
          @Override
          public int size() {
            return array.size();
          }

          @Override
          public int dimension() {
            return 12;
          }

          @Override
          public void read(int from, int n, float[] into_ND) {
            most.accumulateAndGet(n, Math::max);
            array.read(from, n, into_ND);
          }
        };
    Codebooks books = ResidualKMeans.fit(watched, SETTINGS, new Seed(1), Progress.SILENT);
    Codes.nearest(books, watched, 2, Progress.SILENT);
    assertThat(most.get()).isLessThanOrEqualTo(1024);
  }

  @Test
  void miniBatchesBringTheSamplesCentroidsToThoseOfAll() {
    double whole = ResidualKMeansTest.error(fit(VECTORS, SETTINGS.sampling(4000)), VECTORS, 4000);
    double streamed = ResidualKMeansTest.error(fit(VECTORS, SETTINGS), VECTORS, 4000);
    float[] sample = Sample.of(VectorSource.of(VECTORS, 12), 200, new Seed(1).of("sample"));
    double sampled = ResidualKMeansTest.error(fit(sample, SETTINGS), VECTORS, 4000);
    assertThat(streamed).isLessThan(sampled).isLessThan(whole * 1.1);
  }

  @Test
  void theResultDoesNotDependOnThreads() {
    float[] one = fit(VECTORS, SETTINGS.onThreads(1)).centroids_LCE();
    assertThat(fit(VECTORS, SETTINGS.onThreads(3)).centroids_LCE()).isEqualTo(one);
  }

  @Test
  void codesOfAStreamAreThoseOfEachVector() {
    Codebooks books = fit(VECTORS, SETTINGS);
    assertThat(Codes.nearest(books, VectorSource.of(VECTORS, 12), 3, Progress.SILENT))
        .isEqualTo(books.encode(VECTORS, 4000));
  }

  @Test
  void aVectorThatIsNoNumberIsNamedWhereverItStands() {
    float[] bad = VECTORS.clone();
    bad[12 * 3456 + 7] = Float.NaN;
    Codebooks books = fit(VECTORS, SETTINGS);
    assertThatThrownBy(() -> Codes.nearest(books, VectorSource.of(bad, 12), 2, Progress.SILENT))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("vector 3456 has a component that is NaN");
  }

  @Test
  void oneItemHasAnId() {
    float[] one = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    Codebooks books = fit(one, KMeansSettings.DEFAULT);
    assertThat(books.decode(books.encode(one))).isEqualTo(one);
  }
}
