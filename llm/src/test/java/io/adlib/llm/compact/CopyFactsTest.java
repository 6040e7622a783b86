package io.adlib.llm.compact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CopyFactsTest {

  private static List<String> of(String title, String description) {
    return CopyFacts.of(
        new Sheet(
            Map.of(), Map.of("title", title, "brand", "Norvik Sport", "description", description)));
  }

  @Test
  void thePhrasesOfTheFirstSentence() {
    assertThat(
            of("T", "Double-wall tent with a hip belt with pockets, made for muddy boots. Cheap."))
        .containsExactly("double-wall tent", "a hip belt with pockets", "muddy boots");
    assertThat(of("T", "USB-C cable, for desks, and for Sundays"))
        .containsExactly("USB-C cable", "desks", "Sundays");
  }

  @Test
  void aBrandKeepsItsLargeLetter() {
    assertThat(of("T", "Norvik tent with poles.")).containsExactly("Norvik tent", "poles");
  }

  @Test
  void withoutADescriptionTheTitle() {
    assertThat(of("Solen Paring Knife", "")).containsExactly("Solen Paring Knife");
    assertThat(of("", "")).isEmpty();
  }

  /** Whatever the catalogue says, the question's line stays one line of few short facts. */
  @Property(tries = 500)
  void factsArePartsOfTheTextAndCannotEndTheirLine(@ForAll String title, @ForAll String text) {
    List<String> facts = of(title.replace('\n', ' '), text.replace('\n', ' '));
    assertThat(facts).hasSizeLessThanOrEqualTo(4).doesNotHaveDuplicates();
    for (String fact : facts) {
      assertThat(fact).isNotBlank().doesNotContain("|", "\n").hasSizeLessThanOrEqualTo(60);
    }
  }
}
