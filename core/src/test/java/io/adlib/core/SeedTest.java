package io.adlib.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeedTest {

  @Test
  void theSameNamesGiveTheSameNumbersForEver() {
    assertThat(new Seed(7).of("market").of(3).generator().nextLong())
        .isEqualTo(new Seed(7).of("market").of(3).generator().nextLong());
  }

  @Test
  void partsDoNotShareNumbers() {
    Seed root = new Seed(7);
    long distinct =
        LongStream.range(0, 100_000).map(i -> root.of(i).generator().nextLong()).distinct().count();
    assertThat(distinct).isEqualTo(100_000);
    assertThat(root.of("a")).isNotEqualTo(root.of("b"));
  }
}
