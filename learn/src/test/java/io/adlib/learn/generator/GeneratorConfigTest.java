package io.adlib.learn.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.sid.GeneratorShape;
import io.adlib.sid.SemanticIds;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratorConfigTest {

  @Test
  void aFewExamplesAreSeenOftenEnoughForTheRateToRiseAndFall() {
    var ids = new SemanticIds(List.of("a", "b"), 2, 4, new short[] {0, 0, 0, 1});
    GeneratorConfig preset = GeneratorConfig.forData(ids, 50, 1000);
    var few = preset.enoughFor(1_491).training();
    int stepsAnEpoch = Math.ceilDiv(1_491, few.batch());
    assertThat(few.epochs() * stepsAnEpoch).isBetween(2 * few.warmUp(), 500);
    assertThat(preset.enoughFor(100_000)).isEqualTo(preset);
  }

  @Test
  void rowsGrowWithTheItemsButStayWithinWhatAFileMayHold() {
    assertThat(GeneratorConfig.rows(0)).isEqualTo(4096);
    assertThat(GeneratorConfig.rows(12_101)).isEqualTo(65_536);
    assertThat(GeneratorConfig.rows(300_000)).isEqualTo(1 << 21);
    assertThat(GeneratorConfig.rows(Integer.MAX_VALUE)).isEqualTo(GeneratorShape.MOST_ROWS);
  }
}
