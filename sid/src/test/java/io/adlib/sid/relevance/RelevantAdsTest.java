package io.adlib.sid.relevance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.Ad;
import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.ExchangeRates;
import io.adlib.core.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RelevantAdsTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final List<String> TEXTS = List.of("light tent", "family tent", "gas stove");

  private static Ad ad(String id, String title, String price) {
    return new Ad(
        id,
        "c",
        title,
        "",
        List.of("Outdoor"),
        "",
        Optional.of(Money.parse(price, "EUR")),
        "",
        "",
        NOW);
  }

  private static Catalogue catalogue(List<Ad> ads) {
    var campaign =
        new Campaign(
            "c",
            "a",
            Campaign.Objective.CLICK,
            Money.parse("1", "EUR"),
            Money.parse("10", "EUR"),
            new Campaign.Flight(NOW, NOW.plusSeconds(9)),
            Campaign.Targeting.ALL,
            List.of(),
            Campaign.Pacing.ASAP);
    return new Catalogue(
        List.of(new Advertiser("a", "A", ZoneId.of("UTC"))),
        List.of(campaign),
        ads,
        List.of(),
        new ExchangeRates(LocalDate.EPOCH, "EUR", Map.of()));
  }

  private static final Catalogue CATALOGUE =
      catalogue(List.of(ad("x", "Light tent", "100"), ad("y", "Gas stove", "50")));

  private static RelevanceModel model(float weight, float missing, float dear) {
    Lexicon lexicon = Lexicon.counted(TEXTS, 10);
    float[] weight_F = new float[Evidence.COUNT];
    weight_F[Evidence.NAMES.indexOf("text")] = weight;
    float[] missing_V = new float[lexicon.size()];
    float[] dear_V = new float[lexicon.size()];
    java.util.Arrays.fill(missing_V, missing);
    java.util.Arrays.fill(dear_V, dear);
    return new RelevanceModel(lexicon, weight_F, missing_V, dear_V, new float[] {0, 1, 2});
  }

  @Test
  void anAdThatIsAskedForAgainHasTheSameGradeAndOthersTheirOwn() {
    var ads = new RelevantAds(model(2, 0, 0), CATALOGUE);
    RelevantAds.Grades grades = ads.at("tent");
    double tent = ads.at("tent").of(0);
    double stove = ads.at("tent").of(1);
    assertThat(tent).isNotEqualTo(stove);
    for (int ad : new int[] {0, 0, 1, 1, 0, 1}) {
      assertThat(grades.of(ad)).isEqualTo(ad == 0 ? tent : stove);
    }
  }

  @Test
  void whatIsSaidRaisesTheGradeAndWhatIsMissingLowersIt() {
    var plain = new RelevantAds(model(2, 0, 0), CATALOGUE).at("light tent");
    assertThat(plain.of(0)).isGreaterThan(plain.of(1));
    var strict = new RelevantAds(model(2, 1, 0), CATALOGUE).at("light tent");
    assertThat(strict.of(1)).isLessThan(plain.of(1));
    assertThat(strict.of(0)).as("nothing is missing").isEqualTo(plain.of(0));
  }

  @Test
  void aWordMayAskForADearOrACheapAd() {
    var dear = new RelevantAds(model(0, 0, 3), CATALOGUE).at("tent");
    assertThat(dear.of(0)).isGreaterThan(dear.of(1));
  }

  @Test
  void aQueryWithoutWordsHasNoGrades() {
    var nothing = new RelevantAds(model(1, 0, 0), CATALOGUE).at(" – ! ");
    assertThat(nothing.isEmpty()).isTrue();
    assertThatThrownBy(() -> nothing.of(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anAdThatIsAddedIsGradedAndTheOthersKeepTheirGrades() {
    var before = new RelevantAds(model(2, 1, 1), CATALOGUE);
    Catalogue grown = CATALOGUE.with(List.of(ad("z", "Light unheard-of tent", "80")));
    var after = before.with(grown);
    for (int ad = 0; ad < 2; ad++) {
      assertThat(after.at("light tent").of(ad)).isEqualTo(before.at("light tent").of(ad));
    }
    assertThat(after.at("unheard-of").of(2)).isGreaterThan(after.at("unheard-of").of(0));
  }

  @Property
  void gradesStayWithinOneAndFour(
      @ForAll @Size(max = 12) List<String> words, @ForAll float weight) {
    float most = Float.isFinite(weight) ? weight : 0;
    var grades = new RelevantAds(model(most, -most, most), CATALOGUE).at(String.join(" ", words));
    if (!grades.isEmpty()) {
      assertThat(grades.of(0)).isBetween(1.0, 4.0);
      assertThat(grades.of(1)).isBetween(1.0, 4.0);
    }
  }

  @Test
  void partsThatDoNotFitAreNoModel() {
    RelevanceModel made = model(1, 1, 1);
    assertThatThrownBy(
            () ->
                new RelevanceModel(
                    made.lexicon(), made.weight_F(), new float[1], made.dear_V(), made.cut_3()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new RelevanceModel(
                    made.lexicon(),
                    made.weight_F(),
                    made.missing_V(),
                    made.dear_V(),
                    new float[] {1, 0, 2}))
        .hasMessage("the cuts do not rise");
    assertThatThrownBy(() -> new Lexicon(List.of("a", "a"), new float[] {1, 1}, new float[0], 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
