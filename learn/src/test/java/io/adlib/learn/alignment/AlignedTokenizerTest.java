package io.adlib.learn.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.torch.Torch;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.kmeans.KMeansSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Items whose content shows two things: more loudly a look that nobody cares about, and the cluster
 * that decides who takes them.
 */
class AlignedTokenizerTest {

  private static final int D = 12;
  private static final int LOOKS = 4;
  private static final KMeansSettings FOUR_CODES = KMeansSettings.DEFAULT.shape(1, 4).onThreads(1);

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  @Test
  void withoutAlignmentCodesFollowTheLookAndWithItTurnToBehaviour() {
    Codebooks plain = train("plain", AlignmentRecipe.NONE, 1);
    Codebooks aligned = train("aligned", AlignmentRecipe.CONTRASTIVE, 1);
    Codebooks full = train("full", AlignmentRecipe.FULL, 1);
    assertThat(agreement(plain, AlignedTokenizerTest::look)).isGreaterThan(.9);
    assertThat(agreement(plain, Clusters::of)).isLessThan(.5);
    // the codes start at the look's clusters, and not all of them leave
    double before = agreement(plain, Clusters::of);
    assertThat(agreement(aligned, Clusters::of)).isGreaterThan(before + .1);
    assertThat(agreement(full, Clusters::of)).isGreaterThan(before + .1);
    assertThat(agreement(aligned, AlignedTokenizerTest::look)).isLessThan(.8);
  }

  @Test
  void theSeedDecidesTheCodes() {
    Codebooks first = train("first", AlignmentRecipe.FULL, 1);
    assertThat(train("again", AlignmentRecipe.FULL, 1).centroids_LCE())
        .isEqualTo(first.centroids_LCE());
    assertThat(train("other", AlignmentRecipe.FULL, 2).centroids_LCE())
        .isNotEqualTo(first.centroids_LCE());
  }

  @Test
  void aNewItemGetsItsCodeFromContentAlone() {
    Codebooks aligned = train("new", AlignmentRecipe.CONTRASTIVE, 1);
    float[] unseen = content(99);
    short[] codes = aligned.encode(unseen, Clusters.ITEMS);
    int right = 0;
    short[] known = aligned.encode(content(7), Clusters.ITEMS);
    for (int i = 0; i < Clusters.ITEMS; i++) {
      right += codes[i] == known[i] ? 1 : 0;
    }
    assertThat(right).isGreaterThan(Clusters.ITEMS * 9 / 10);
  }

  private Codebooks train(String name, AlignmentRecipe recipe, long seed) {
    var behaviour = new Behaviour(Clusters.sequences(5), Clusters.ITEMS);
    var weights = recipe.of(AlignmentWeights.DEFAULT);
    var clock = InstantSource.fixed(Instant.EPOCH);
    Optional<Teachers> teachers =
        weights.distillation() > 0
            ? TeacherTraining.train(
                content(7),
                vectors(),
                behaviour,
                folder.resolve(name + "-teachers"),
                Progress.SILENT,
                new Seed(seed),
                clock)
            : Optional.empty();
    return AlignedTokenizer.train(
            FOUR_CODES,
            content(7),
            D,
            new Alignment(weights, vectors(), behaviour, teachers),
            folder.resolve(name),
            Progress.SILENT,
            new Seed(seed),
            clock)
        .orElseThrow();
  }

  private static int look(int item) {
    return item / Clusters.CLUSTERS % LOOKS;
  }

  private static float[] content(long seed) {
    RandomGenerator random = new Seed(seed).generator();
    float[] content = new float[Clusters.ITEMS * D];
    for (int i = 0; i < Clusters.ITEMS; i++) {
      for (int d = 0; d < D; d++) {
        content[i * D + d] = (float) (.05 * random.nextGaussian());
      }
      content[i * D + look(i)] += .75f;
      content[i * D + LOOKS + Clusters.of(i)] += .5f;
    }
    return content;
  }

  /** Vectors that say the cluster and nothing else. */
  private static CollaborativeVectors vectors() {
    int d = Clusters.CLUSTERS;
    RandomGenerator random = new Seed(3).generator();
    float[] items = new float[Clusters.ITEMS * d];
    float[] users = new float[Clusters.USERS * d];
    for (int i = 0; i < items.length; i++) {
      items[i] = (float) (.1 * random.nextGaussian()) + (Clusters.of(i / d) == i % d ? 1 : 0);
    }
    for (int i = 0; i < users.length; i++) {
      users[i] = (float) (.1 * random.nextGaussian()) + (Clusters.of(i / d) == i % d ? 1 : 0);
    }
    return new CollaborativeVectors("planted", d, items, users);
  }

  private interface Label {
    int of(int item);
  }

  /** The share of items whose label is the most frequent one of their code. */
  private static double agreement(Codebooks books, Label label) {
    short[] codes = books.encode(content(7), Clusters.ITEMS);
    int[][] count = new int[4][Clusters.ITEMS];
    for (int i = 0; i < Clusters.ITEMS; i++) {
      count[codes[i]][label.of(i)]++;
    }
    int most = 0;
    for (int[] ofCode : count) {
      most += java.util.Arrays.stream(ofCode).max().orElse(0);
    }
    return (double) most / Clusters.ITEMS;
  }
}
