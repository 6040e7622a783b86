package io.adlib.learn.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.sid.SemanticIds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemIdsTest {

  @TempDir Path work;

  private ItemIds ids(List<String> texts, float[] behaviour_ND) {
    return ItemIds.of(texts, () -> behaviour_ND, work, 1, Progress.SILENT, new Seed(1));
  }

  private static float[] gaussian(int n) {
    RandomGenerator random = new Seed(2).generator();
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void itemsWithoutTextsAreNamedByBehaviour() {
    float[] behaviour_ND = gaussian(400 * 8);
    for (int d = 0; d < 8; d++) {
      behaviour_ND[8 + d] = behaviour_ND[d];
    }
    ItemIds made = ids(Collections.nCopies(400, " "), behaviour_ND);
    assertThat(made.text_ND()).isEmpty();
    SemanticIds ids = made.ids();
    assertThat(ids.size()).isEqualTo(400);
    for (int level = 0; level < 3; level++) {
      assertThat(ids.code(0, level)).as("items that behave alike").isEqualTo(ids.code(1, level));
    }
    assertThat(ids.code(0, 3)).isNotEqualTo(ids.code(1, 3));
  }

  @Test
  void aTextThatHundredsShareSaysNothing() {
    ItemIds made = ids(Collections.nCopies(600, "Unknown"), gaussian(600 * 8));
    assertThat(made.text_ND()).isEmpty();
  }

  @Test
  void manyItemsThatNothingIsKnownOfStillFindAPlace() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 320; i++) {
      texts.add(i % 2 == 0 ? "soap no. " + i : "");
    }
    ItemIds made = ids(texts, new float[0]);
    float[] text_ND = made.text_ND().orElseThrow();
    int d = text_ND.length / 320;
    for (int j = 0; j < d; j++) {
      assertThat(text_ND[d + j]).as("no text, no likeness").isZero();
    }
    assertThat(made.ids().size()).isEqualTo(320);
  }
}
