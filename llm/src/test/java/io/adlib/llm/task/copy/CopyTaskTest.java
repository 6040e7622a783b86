package io.adlib.llm.task.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.llm.Samples;
import io.adlib.llm.market.AdDossier;
import io.adlib.llm.task.TaskCase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopyTaskTest {

  private final CopyTask task = new CopyTask(CopyPolicy.STANDARD);
  private final TaskCase<AdDossier, CopyTask.Answer> knife =
      TaskCase.of(task, new AdDossier(Samples.KNIFE, List.of("sharp knife"), List.of()));

  private static String copy(String headline, String body) {
    var variants = new StringBuilder();
    for (Style style : Style.values()) {
      variants
          .append(variants.isEmpty() ? "" : ", ")
          .append(
              "{\"style\": \"%s\", \"headline\": \"%s\", \"body\": \"%s\"}"
                  .formatted(
                      style,
                      style == Style.BENEFIT ? headline : "A knife for home",
                      style == Style.BENEFIT ? body : "Forged steel."));
    }
    return "{\"variants\": [" + variants + "]}";
  }

  @Test
  void honestCopyPasses() {
    assertThat(
            knife.reasons(copy("Sharp out of the box", "Forged steel and a walnut handle, 20 cm.")))
        .isEmpty();
    assertThat(knife.reasons(copy("A Solen knife", "For 49.90 EUR."))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LENGTH | A knife so very long in its name that no headline could ever hold it all | Forged.",
        "BANNED_WORD | A miracle of steel | Forged.",
        "CLAIM | The best knife | Forged.",
        "CLAIM | A knife | Guaranteed sharp.",
        "CLAIM | A free knife | Forged.",
        "CLAIM | A knife | Doctors say so.",
        "FAITHFULNESS | A knife of 25 cm | Forged.",
        "FAITHFULNESS | A knife | Only 39.90 EUR.",
        "FAITHFULNESS | A knife | Forged in Solingen.",
        "FORM | A KNIFE TO LOVE | Forged.",
        "FORM | A knife!! | Forged.",
        "FORM | A knife | See www.knives.example."
      })
  void eachRuleIsHeld(CopyPolicy.Rule rule, String headline, String body) {
    assertThat(CopyPolicy.STANDARD.breaches(headline, body, Samples.KNIFE.sheet()))
        .extracting(CopyPolicy.Breach::rule)
        .contains(rule);
    assertThat(knife.reasons(copy(headline, body))).isNotEmpty();
  }

  @Test
  void aClaimOfTheCatalogueMayBeRepeated() {
    assertThat(
            CopyPolicy.STANDARD.breaches(
                "Dishwasher proven",
                "With a lifetime warranty.",
                "Proven in tests; lifetime warranty."))
        .isEmpty();
  }

  @Test
  void aNumberInWordsMayBeRepeatedAsTheCatalogueWritesIt() {
    String catalogue = "title: Steinweg Two-Person Tent\ndescription: Double-wall, with two doors.";
    assertThat(CopyPolicy.STANDARD.breaches("Two-person tent", "Double-wall.", catalogue))
        .isEmpty();
    assertThat(CopyPolicy.STANDARD.breaches("Three-person tent", "Double-wall.", catalogue))
        .extracting(CopyPolicy.Breach::rule)
        .containsExactly(CopyPolicy.Rule.FAITHFULNESS);
  }

  @Test
  void everyStyleOnceInOrder() {
    assertThat(knife.reasons(copy("A knife", "Steel.").replace("QUESTION", "PLAYFUL")).toString())
        .contains("styles");
  }

  @Test
  void searchesAreAHintAndNoFacts() {
    assertThat(knife.prompt()).contains("not as facts").contains("| sharp knife");
    assertThat(knife.reasons(copy("A knife for Berlin", "Steel."))).isNotEmpty();
  }

  @Test
  void theMeasureSaysHowDifferentVariantsAre() {
    var figures = task.measure(List.of(knife.judged(copy("A knife for home", "Forged steel."))));
    assertThat(figures).containsEntry("distance of the variants", 0.0);
    assertThat(figures.get("share of the catalogue's words")).isGreaterThan(.8);
  }
}
