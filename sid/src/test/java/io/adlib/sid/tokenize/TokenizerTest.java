package io.adlib.sid.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.kmeans.KMeansSettings;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenizerTest {

  static final KMeansSettings SETTINGS = KMeansSettings.DEFAULT.shape(3, 16);

  /** Items in 20 groups; the group is their category. */
  static ItemVectors items(String name, int n, long seed) {
    RandomGenerator random = new Seed(seed).generator();
    float[] vectors = new float[n * 24];
    for (int i = 0; i < n; i++) {
      RandomGenerator group = new Seed(i % 20).generator();
      for (int d = 0; d < 24; d++) {
        vectors[i * 24 + d] = (float) (group.nextGaussian() + .2 * random.nextGaussian());
      }
    }
    List<String> ids = IntStream.range(0, n).mapToObj(i -> name + i).toList();
    List<String> groups = IntStream.range(0, n).mapToObj(i -> "group " + i % 20).toList();
    return new ItemVectors(ids, ids, groups, 24, vectors);
  }

  static Tokenized fit(ItemVectors items) {
    return Tokenizer.fit(items, SETTINGS, new Seed(1), Progress.SILENT);
  }

  @Test
  void everyItemGetsAPathOfItsOwn() {
    Tokenized made = fit(items("ad", 500, 1));
    assertThat(made.ids().depth()).isEqualTo(4);
    assertThat(Trie.of(made.ids()).leaves()).isEqualTo(500);
    assertThat(made.health().levels().getFirst().utilisation()).isEqualTo(1);
  }

  @Test
  void itemsOfOneGroupShareTheirFirstCodes() {
    var health = fit(items("ad", 500, 1)).health();
    assertThat(health.pairsByChance().orElseThrow()).isLessThan(.06);
    assertThat(health.levels().getFirst().purity().orElseThrow().pairs()).isGreaterThan(.6);
  }

  @Test
  void aNewItemIsPlacedAmongItsLikeAndMovesNobody() {
    ItemVectors items = items("ad", 500, 1);
    Tokenized made = fit(items);
    ItemVectors fresh = items("new", 20, 2);
    SemanticIds after = Tokenizer.extend(made.ids(), made.codebooks(), fresh);
    for (int i = 0; i < 500; i++) {
      assertThat(after.path(i)).isEqualTo(made.ids().path(i));
    }
    int atHome = 0;
    for (int group = 0; group < 20; group++) {
      atHome += after.code(500 + group, 0) == after.code(group, 0) ? 1 : 0;
    }
    assertThat(atHome).isGreaterThan(17);
  }

  @Test
  void equalItemsDifferInTheirSuffixOnly() {
    var items =
        new ItemVectors(
            List.of("a", "b", "c"),
            Collections.nCopies(3, "the same"),
            Collections.nCopies(3, ""),
            2,
            new float[] {1, 2, 1, 2, 1, 2});
    Tokenized made = fit(items);
    assertThat(made.health().collisionRate()).isEqualTo(1);
    assertThat(Trie.of(made.ids()).leaves()).isEqualTo(3);
    assertThat(Trie.of(made.ids()).nodes(3)).isEqualTo(1);
  }
}
