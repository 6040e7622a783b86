package io.adlib.sid.relevance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvidenceTest {

  private static final List<String> TENTS = List.of("Outdoor", "Tents");
  private static final List<String> STOVES = List.of("Outdoor", "Stoves");
  private static final List<AdText> ADS =
      List.of(
          new AdText("Light tent", TENTS, "for two", 50),
          new AdText("Family tents", TENTS, "waterproof", 200),
          new AdText("Gas stove", STOVES, "for two", 30));

  private static Lexicon lexicon() {
    Lexicon counted = Lexicon.counted(ADS.stream().map(AdText::all).toList(), 100);
    float[] vector_VE = new float[counted.size() * 2];
    for (int v = 0; v < counted.size(); v++) {
      boolean shelter = List.of("tent", "family").contains(counted.words().get(v));
      vector_VE[2 * v] = shelter ? .6f : 0;
      vector_VE[2 * v + 1] = shelter ? .8f : 1;
    }
    return counted.with(vector_VE);
  }

  private final AdTexts texts = new AdTexts(lexicon(), ADS);

  private float of(String name, String query, int ad) {
    float[] x_F = new float[Evidence.COUNT];
    new Evidence(texts, query).look(ad, x_F);
    return x_F[Evidence.NAMES.indexOf(name)];
  }

  @Test
  void wordsCountByHowTellingTheyAre() {
    float tent = texts.lexicon().idf(texts.lexicon().number("tent"));
    float rain = texts.lexicon().idf(texts.lexicon().number("waterproof"));
    assertThat(rain).isGreaterThan(tent);
    assertThat(of("text", "waterproof tents", 1)).isEqualTo(1);
    assertThat(of("title", "waterproof tents", 1)).isCloseTo(tent / (tent + rain), within(1e-5f));
    assertThat(of("whole", "waterproof tents", 1)).isEqualTo(1);
    assertThat(of("whole", "waterproof tents", 0)).isZero();
    assertThat(of("last", "waterproof tents", 0)).isEqualTo(1);
    assertThat(of("first", "waterproof tents", 0)).isZero();
  }

  @Test
  void aWordThatNobodyKnowsIsAsTellingAsTheRarest() {
    float tent = texts.lexicon().idf(texts.lexicon().number("tent"));
    float rarest = texts.lexicon().rarest();
    assertThat(of("text", "quechua tent", 0)).isCloseTo(tent / (tent + rarest), within(1e-5f));
  }

  @Test
  void meaningAndSpellingBridgeWordsThatDiffer() {
    assertThat(of("meaning", "family", 0)).as("as tent").isCloseTo(1, within(1e-5f));
    assertThat(of("meaning", "gas", 0)).as("less like a tent").isBetween(.7f, 1f);
    assertThat(of("spelling", "familly", 1)).isGreaterThan(.5f);
    assertThat(of("spelling", "familly", 2)).isLessThan(.2f);
  }

  @Test
  void aQueryIsAboutTheCategoriesWhoseAdsHaveItsWords() {
    assertThat(of("topic", "gas", 2)).isEqualTo(1);
    assertThat(of("topic", "gas", 0)).isZero();
    assertThat(of("family", "gas", 0)).as("both outdoor").isEqualTo(.5f);
    assertThat(of("topic", "nonsense", 0)).isZero();
  }

  @Test
  void neighboursOfTheQueryAreLookedForAsNeighbours() {
    assertThat(of("pairs", "light tent", 0)).isEqualTo(1);
    assertThat(of("pairs", "tent light", 0)).isZero();
    assertThat(of("pairs", "tent", 0)).isEqualTo(1);
  }

  @Test
  void dearnessIsThePlaceAmongTheCategorysPrices() {
    var query = new Evidence(texts, "tent");
    assertThat(query.dear(0)).isLessThan(0);
    assertThat(query.dear(1)).isGreaterThan(query.dear(0));
    assertThat(new Evidence(new AdTexts(lexicon(), List.of()), "!?").isEmpty()).isTrue();
  }
}
