package io.adlib.sid.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.sid.relevance.Evidence;
import io.adlib.sid.relevance.Lexicon;
import io.adlib.sid.relevance.RelevanceModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RelevanceTest {

  private static final int TENT = 0;
  private static final int SHOE = 2;

  private static ItemSignals signals() {
    Lexicon lexicon = Lexicon.counted(List.of("light tent", "running shoe"), 10);
    float[] weight_F = new float[Evidence.NAMES.size()];
    weight_F[Evidence.NAMES.indexOf("text")] = 8;
    var model =
        new RelevanceModel(
            lexicon,
            weight_F,
            new float[lexicon.size()],
            new float[lexicon.size()],
            new float[] {2, 4, 6});
    return new ItemSignals(Optional.empty(), Map.of(), Optional.of(model));
  }

  private final AdTable table = new AdTable(Market.CATALOGUE, Market.IDS, signals());
  private final Relevance feature = new Relevance(new Slots());

  @Test
  void theGradeIsSaidFromZeroToOne() {
    RequestView view = Market.view(table, "", Optional.of("tent"));
    float tent = Market.dense(feature, view, TENT, 1)[0];
    double grade = table.relevance.orElseThrow().at("tent").of(TENT);
    assertThat(tent).isCloseTo((float) ((grade - 1) / 3), within(1e-6f)).isGreaterThan(.8f);
    assertThat(Market.dense(feature, view, SHOE, 1)[0]).isLessThan(.1f);
    assertThat(Market.rows(feature, view, TENT)).hasSize(1);
  }

  @Test
  void withoutAQueryItSaysNothing() {
    RequestView view = Market.view(table, "", Optional.empty());
    assertThat(Market.rows(feature, view, TENT)).isEmpty();
    assertThat(Market.dense(feature, view, TENT, 1)[0]).isZero();
  }

  @Test
  void withoutAModelThereIsNoSuchFeature() {
    var plain = new FeatureSet(Market.CATALOGUE, Market.IDS);
    assertThat(plain.names()).doesNotContain("query.relevance");
    var graded = new FeatureSet(Market.CATALOGUE, Market.IDS, signals());
    assertThat(graded.names()).contains("query.relevance");
  }
}
