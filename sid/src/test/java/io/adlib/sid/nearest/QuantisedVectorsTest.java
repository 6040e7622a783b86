package io.adlib.sid.nearest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.kmeans.Codebooks;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class QuantisedVectorsTest {

  private static final int LEVELS = 2;
  private static final int CODES = 5;
  private static final int DIMENSION = 7;

  private static Codebooks books(Seed seed) {
    var random = seed.generator();
    float[] centroids = new float[LEVELS * CODES * DIMENSION];
    for (int i = 0; i < centroids.length; i++) {
      centroids[i] = (float) random.nextGaussian();
    }
    return new Codebooks(LEVELS, CODES, DIMENSION, centroids);
  }

  private static SemanticIds ids(int items) {
    short[] codes = new short[items * (LEVELS + 1)];
    for (int i = 0; i < items; i++) {
      codes[i * 3] = (short) (i % CODES);
      codes[i * 3 + 1] = (short) (i * 3 % CODES);
      codes[i * 3 + 2] = (short) (i / CODES % CODES);
    }
    List<String> names = IntStream.range(0, items).mapToObj(i -> "item" + i).toList();
    return new SemanticIds(names, LEVELS + 1, CODES, codes);
  }

  @Property(tries = 50)
  void likenessIsTheCosineOfTheDecodedVectors(@ForAll long seed) {
    Codebooks books = books(new Seed(seed));
    SemanticIds ids = ids(12);
    var vectors = new QuantisedVectors(books, ids).with(ids(20));
    float[] direction = new float[DIMENSION];
    vectors.add(3, 2, direction);
    vectors.add(8, -.5f, direction);
    QuantisedVectors.Likeness likeness = vectors.toward(direction);
    for (int item = 0; item < 20; item++) {
      float[] own = books.decode((short) ids(20).code(item, 0), (short) ids(20).code(item, 1));
      double dot = 0;
      double mine = 0;
      double theirs = 0;
      for (int d = 0; d < DIMENSION; d++) {
        dot += own[d] * direction[d];
        mine += own[d] * own[d];
        theirs += direction[d] * direction[d];
      }
      assertThat((double) likeness.of(item))
          .isCloseTo(dot / Math.sqrt(mine * theirs), within(1e-4));
    }
  }

  @Test
  void whatIsNilIsLikeNothing() {
    var vectors = new QuantisedVectors(books(new Seed(1)), ids(4));
    assertThat(vectors.toward(new float[DIMENSION]).of(2)).isZero();
  }

  @Test
  void codebooksOfAnotherShapeAreRefused() {
    var other = new SemanticIds(List.of("a"), 4, CODES, new short[4]);
    assertThatThrownBy(() -> new QuantisedVectors(books(new Seed(1)), other))
        .hasMessageContaining("4 levels of 5 codes for codebooks of 2 levels of 5");
  }
}
