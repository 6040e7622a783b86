package io.adlib.sid.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.InputException;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.kmeans.Codebooks;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Five items in the plane, whose figures are worked out by hand. */
class HealthCheckTest {

  static final Offset<Double> EXACT = within(1e-6);

  // Level 1: east or north. Level 2: a step further, or none; codes 2 and 3 are never used.
  static final Codebooks BOOKS =
      new Codebooks(2, 4, 2, new float[] {1, 0, 0, 1, 9, 9, 9, 9, 0, 0, 1, 0, 9, 9, 9, 9});
  static final ItemVectors ITEMS =
      new ItemVectors(
          List.of("a", "b", "c", "d", "e"),
          List.of("Soap", "Soap <b>\"2\"</b>", "Soap 3", "Drill", "{{shared}}"),
          List.of("wash", "wash", "tools", "tools", ""),
          2,
          new float[] {1, 0, 1, 0, 2, 0, 0, 1, 0, 2});
  static final SemanticIds IDS =
      new SemanticIds(ITEMS.ids(), 3, 4, new short[] {0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1});
  static final Health HEALTH = HealthCheck.of(ITEMS, BOOKS, IDS);

  @Test
  void collisionsAreCountedByItems() {
    assertThat(HEALTH.collisionRate()).isEqualTo(4 / 5.);
    assertThat(HEALTH.pathsPerItem()).isEqualTo(3 / 5.);
    assertThat(HEALTH.largestBucket()).isEqualTo(2);
    assertThat(HEALTH.shared()).extracting(Health.SharedPath::path).containsExactly("0-0", "1-0");
    assertThat(HEALTH.shared().getFirst().titles()).containsExactly("Soap", "Soap <b>\"2\"</b>");
  }

  @Test
  void useOfCodesIsByLevel() {
    LevelHealth first = HEALTH.levels().getFirst();
    assertThat(first.usage()).containsExactly(3, 2, 0, 0);
    assertThat(first.utilisation()).isEqualTo(.5);
    assertThat(first.paths()).isEqualTo(2);
    double entropy = -(.6 * Math.log(.6) + .4 * Math.log(.4));
    assertThat(first.perplexity()).isCloseTo(Math.exp(entropy), EXACT);
    assertThat(HEALTH.levels().get(1).paths()).isEqualTo(3);
  }

  @Test
  void itemsOfOneDirectionAreWhollySimilar() {
    assertThat(HEALTH.levels().getFirst().similarity()).isCloseTo(1, EXACT);
  }

  @Test
  void similarityIsTheMeanCosineOnAPath() {
    // At level 1 all three vectors share a path: cosines 0, −1 and 0, so −1/3.
    var items =
        new ItemVectors(
            List.of("a", "b", "c"),
            List.of("", "", ""),
            List.of("", "", ""),
            2,
            new float[] {3, 0, 0, 1, 0, -5});
    var ids = new SemanticIds(items.ids(), 3, 4, new short[] {0, 0, 0, 0, 0, 1, 0, 0, 2});
    Health health = HealthCheck.of(items, BOOKS, ids);
    assertThat(health.levels().getFirst().similarity()).isCloseTo(-1 / 3., EXACT);
    assertThat(health.levels().getFirst().purity()).isEmpty();
    assertThat(health.pairsByChance()).isEmpty();
  }

  @Test
  void errorIsRelativeToTheVariance() {
    // Mean (.8, .6), sums of squares 6 and 5.
    double variance = (6 - 5 * .64) + (5 - 5 * .36);
    // After level 1, c is off by 1 and e by 1; level 2 mends c.
    assertThat(HEALTH.levels().get(0).error()).isCloseTo(2 / variance, EXACT);
    assertThat(HEALTH.levels().get(1).error()).isCloseTo(1 / variance, EXACT);
  }

  @Test
  void purityLeavesOutWhatHasNoCategoryOrNoCompany() {
    // Level 1, path 0: wash, wash, tools. Path 1: only one item has a category.
    assertThat(HEALTH.levels().get(0).purity())
        .hasValueSatisfying(
            p -> {
              assertThat(p.majority()).isCloseTo(2 / 3., EXACT);
              assertThat(p.pairs()).isCloseTo(1 / 3., EXACT);
            });
    assertThat(HEALTH.pairsByChance())
        .hasValueSatisfying(p -> assertThat(p).isCloseTo(2 / 6., EXACT));
  }

  @Test
  void aFigureBeyondItsThresholdIsNamed() {
    assertThat(new HealthThresholds(.8, 2, .5, 1.5, .9, .2, .5).require(HEALTH)).isSameAs(HEALTH);
    assertThatThrownBy(() -> new HealthThresholds(.79, 2, .5, 1.5, .9, .2, .5).require(HEALTH))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("collision rate is 0.8000, must be at most 0.7900");
    assertThatThrownBy(() -> new HealthThresholds(.8, 1, .5, 1.5, .9, .2, .5).require(HEALTH))
        .hasMessageContaining("largest bucket");
    assertThatThrownBy(() -> new HealthThresholds(.8, 2, .6, 1.5, .9, .2, .5).require(HEALTH))
        .hasMessageContaining("level-1 utilisation");
    assertThatThrownBy(() -> new HealthThresholds(.8, 2, .5, 1.5, 1.1, .2, .5).require(HEALTH))
        .hasMessageContaining("PAS");
    assertThatThrownBy(() -> new HealthThresholds(.8, 2, .5, 1.97, .9, .2, .5).require(HEALTH))
        .hasMessageContaining("level-1 perplexity");
    assertThatThrownBy(() -> new HealthThresholds(.8, 2, .5, 1.5, .9, .2, 1.1).require(HEALTH))
        .hasMessageContaining("category purity");
    assertThatThrownBy(() -> new HealthThresholds(.8, 2, .5, 1.5, .9, .1, .5).require(HEALTH))
        .hasMessageContaining("reconstruction error");
  }

  @Test
  void jsonHasEveryFigure() {
    assertThat(HealthJson.text(HEALTH))
        .contains(
            "\"collisionRate\": 0.800000", "\"largestBucket\": 2", "\"pairsByChance\": 0.333333")
        .contains("\"usage\": [3, 2, 0, 0]", "\"purity\": {\"majority\": 0.666667")
        .contains("\"Soap <b>\\\"2\\\"</b>\"");
  }

  @Test
  void thePageStandsAloneAndEscapesTitles() {
    String page = HealthPage.html(HEALTH, IDS);
    assertThat(page)
        .contains("<svg", "80.0 %", "Soap &lt;b&gt;&quot;2&quot;&lt;/b&gt;", "&#123;&#123;shared}}")
        .doesNotContain("{{", "http://", "https://", "<script", "NaN");
  }
}
