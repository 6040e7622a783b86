package io.adlib.learn.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.sid.GeneratorShape;
import org.junit.jupiter.api.Test;

class GeneratorConfigTest {

  @Test
  void rowsGrowWithTheItemsButStayWithinWhatAFileMayHold() {
    assertThat(GeneratorConfig.rows(0)).isEqualTo(4096);
    assertThat(GeneratorConfig.rows(12_101)).isEqualTo(65_536);
    assertThat(GeneratorConfig.rows(300_000)).isEqualTo(1 << 21);
    assertThat(GeneratorConfig.rows(Integer.MAX_VALUE)).isEqualTo(GeneratorShape.MOST_ROWS);
  }
}
