package io.adlib.learn.relevance;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.encode.Encoder;
import io.adlib.sid.relevance.AdText;
import io.adlib.sid.relevance.AdTexts;
import io.adlib.sid.relevance.Lexicon;
import io.adlib.sid.relevance.RatedPairs;
import io.adlib.sid.relevance.RelevantAds;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RelevanceTrainingTest {

  private static final List<String> THINGS =
      List.of("tent", "stove", "lamp", "boot", "rope", "map");
  private static final List<String> TRAITS = List.of("red", "light", "warm");

  /** Each thing with each trait, in a category of its own. */
  private static List<AdText> ads() {
    var ads = new ArrayList<AdText>();
    for (String thing : THINGS) {
      for (String trait : TRAITS) {
        ads.add(new AdText(trait + " " + thing, List.of("All", thing + "s"), "", 100));
      }
    }
    return ads;
  }

  private static Lexicon lexicon() {
    var texts = new ArrayList<>(ads().stream().map(AdText::all).toList());
    texts.add("best");
    return Lexicon.counted(texts, 100);
  }

  /** 4 with the trait, 3 without, 1 for another thing; the word "best" asks for nothing. */
  private static RatedPairs pairs() {
    var pairs = new RatedPairs(new AdTexts(lexicon(), ads()));
    for (int thing = 0; thing < THINGS.size(); thing++) {
      for (int trait = 0; trait < TRAITS.size(); trait++) {
        String query = TRAITS.get(trait) + " " + THINGS.get(thing);
        for (int ad = 0; ad < ads().size(); ad++) {
          int grade = ad / 3 != thing ? 1 : ad % 3 == trait ? 4 : 3;
          pairs.add(query, ad, grade, 1);
          pairs.add("best " + query, ad, grade, 1);
        }
      }
    }
    return pairs;
  }

  @Test
  void gradesOfQueriesThatWereHeldOutAreToldFromTheOthers() {
    RatedPairs pairs = pairs();
    var trained = RelevanceTraining.train(pairs.rows(), lexicon(), new Seed(1), Progress.SILENT);
    assertThat(trained.kappa()).isGreaterThan(.9);
    assertThat(trained.queries()).isEqualTo(36);
    assertThat(trained.pairs()).isEqualTo(36 * 18);
  }

  @Test
  void aWordThatAsksForNothingCostsLittleWhereItIsMissing() {
    RatedPairs pairs = pairs();
    var trained = RelevanceTraining.train(pairs.rows(), lexicon(), new Seed(1), Progress.SILENT);
    var ads = new RelevantAds(trained.model(), new AdTexts(lexicon(), ads()));
    double plain = ads.at("red tent").of(0);
    assertThat(plain).isGreaterThan(3.5);
    assertThat(ads.at("best red tent").of(0)).isGreaterThan(3.4);
    List<String> words = lexicon().words();
    float[] missing_V = trained.model().missing_V();
    assertThat(missing_V[words.indexOf("best")]).isLessThan(missing_V[words.indexOf("light")]);
  }

  @Test
  void theSamePairsGiveTheSameModel() {
    RatedPairs pairs = pairs();
    var once = RelevanceTraining.train(pairs.rows(), lexicon(), new Seed(1), Progress.SILENT);
    var again = RelevanceTraining.train(pairs.rows(), lexicon(), new Seed(1), Progress.SILENT);
    assertThat(again).usingRecursiveComparison().isEqualTo(once);
  }

  @Test
  void oneGradeAloneAndTooFewQueriesStillMakeAModel() {
    var pairs = new RatedPairs(new AdTexts(lexicon(), ads()));
    pairs.add("red tent", 0, 4, 1);
    pairs.add("–", 0, 4, 1);
    var trained = RelevanceTraining.train(pairs.rows(), lexicon(), new Seed(1), Progress.SILENT);
    assertThat(trained.pairs()).as("a query without words is none").isEqualTo(1);
    assertThat(trained.kappa()).isZero();
    var ads = new RelevantAds(trained.model(), new AdTexts(lexicon(), ads()));
    assertThat(ads.at("red tent").of(0)).isBetween(2.0, 4.0);
  }

  /** Words of one first letter mean one thing. */
  private record FirstLetters(int dimension) implements Encoder<String> {
    @Override
    public String fingerprint() {
      return "letters";
    }

    @Override
    public float[] encode(List<String> things, Progress progress) {
      float[] vectors = new float[things.size() * dimension];
      for (int i = 0; i < things.size(); i++) {
        vectors[i * dimension + things.get(i).charAt(0) % dimension] = 1;
      }
      return vectors;
    }

    @Override
    public void close() {}
  }

  @Test
  void meaningsKeepWhatIsAlikeAlike() {
    Lexicon words =
        new Lexicon(
            List.of("rope", "red", "map", "mug", "lamp"),
            new float[] {1, 1, 1, 1, 1},
            new float[0],
            1);
    float[] vector_VE = Meanings.of(words, new FirstLetters(61), Progress.SILENT).vectors();
    int width = vector_VE.length / 5;
    assertThat(dot(vector_VE, width, 0, 1))
        .isCloseTo(1, org.assertj.core.api.Assertions.within(1e-3));
    assertThat(dot(vector_VE, width, 2, 3))
        .isCloseTo(1, org.assertj.core.api.Assertions.within(1e-3));
    assertThat(dot(vector_VE, width, 0, 2)).isLessThan(.5);
  }

  private static double dot(float[] vector_VE, int width, int a, int b) {
    return IntStream.range(0, width)
        .mapToDouble(e -> vector_VE[a * width + e] * vector_VE[b * width + e])
        .sum();
  }
}
