package io.adlib.learn.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.TrainingConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every source of collaborative vectors keeps the same contract. */
class CollaborativeTrainingTest {

  @TempDir Path folder;

  /** Grows with each validation, so that the last weights are the best. */
  private int validations;

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  @ParameterizedTest
  @EnumSource
  void vectorsOfOneClusterLieTogether(CollaborativeSource source) {
    CollaborativeVectors vectors = train(source, "one", 1);
    assertThat(vectors.source()).isEqualTo(source.key());
    assertThat(Clusters.purity(vectors.item_ND(), vectors.dimension())).isGreaterThan(.9);
  }

  @ParameterizedTest
  @EnumSource
  void theSeedDecidesTheVectorsAndAFileKeepsThem(CollaborativeSource source) {
    CollaborativeVectors first = train(source, "first", 1);
    CollaborativeVectors again = train(source, "again", 1);
    assertThat(again.item_ND()).isEqualTo(first.item_ND());
    assertThat(again.user_UD()).isEqualTo(first.user_UD());
    assertThat(train(source, "other", 2).item_ND()).isNotEqualTo(first.item_ND());
    Path file = folder.resolve("vectors.safetensors");
    first.save(file);
    CollaborativeVectors read = CollaborativeVectors.load(file);
    assertThat(read.source()).isEqualTo(source.key());
    assertThat(read.dimension()).isEqualTo(first.dimension());
    assertThat(read.item_ND()).isEqualTo(first.item_ND());
    assertThat(read.user_UD()).isEqualTo(first.user_UD());
  }

  @Test
  void anItemThatNobodyTookIsUnknownAndHasZeros() {
    CollaborativeVectors vectors = train(CollaborativeSource.TWO_TOWER, "unknown", 1);
    assertThat(vectors.knows(0)).isTrue();
    assertThat(vectors.knows(Clusters.ITEMS)).isFalse();
  }

  private CollaborativeVectors train(CollaborativeSource source, String name, long seed) {
    // one item more than anybody took
    return new CollaborativeTraining(
            Arrays.copyOf(Clusters.sequences(5), 40),
            Clusters.ITEMS + 1,
            _ -> ++validations,
            TrainingConfig.NO_LIMIT,
            folder.resolve(name),
            Progress.SILENT,
            new Seed(seed),
            InstantSource.fixed(Instant.EPOCH))
        .run(source, _ -> {})
        .orElseThrow();
  }
}
