package io.adlib.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TitleWordsTest {

  private static final TitleWords WORDS =
      new TitleWords(
          List.of(
              "Green tea, loose",
              "Green TEA in bags",
              "Black tea, loose",
              "Steel knife",
              "Steel pan",
              "Paring knife, of steel"));

  @Test
  void tellingWordsAreFrequentHereAndRareElsewhere() {
    assertThat(WORDS.telling(0, 3)).startsWith("tea").contains("green", "loose");
    assertThat(WORDS.telling(3, 6)).startsWith("steel").contains("knife").doesNotContain("tea");
  }

  @Test
  void allTitlesTogetherHaveNothingTelling() {
    assertThat(WORDS.telling(0, 6)).isEmpty();
    assertThat(WORDS.telling(2, 2)).isEmpty();
  }
}
