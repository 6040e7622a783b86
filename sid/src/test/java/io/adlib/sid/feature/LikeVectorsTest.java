package io.adlib.sid.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Event;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.nearest.QuantisedVectors;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LikeVectorsTest {

  private static final int TENT = 0;
  private static final int SHOE = 2;
  private static final int CONTENT = 0;
  private static final int CLICK = 1;
  private static final int PAGE = 2;

  /** The first code alone is a direction of two: 10 is (1,0), 11 is (.6,.8), all others (0,0). */
  private static QuantisedVectors vectors() {
    float[] centroids = new float[3 * 64 * 2];
    centroids[10 * 2] = 1;
    centroids[11 * 2] = .6f;
    centroids[11 * 2 + 1] = .8f;
    return new QuantisedVectors(new Codebooks(3, 64, 2, centroids), Market.IDS);
  }

  private final AdTable table =
      new AdTable(Market.CATALOGUE, Market.IDS, new ItemSignals(Optional.of(vectors()), Map.of()));
  private final LikeVectors feature = new LikeVectors(new Slots(), table, vectors());

  @Test
  void anAdIsAsLikeAsItsVectorToWhatWasReadClickedAndStandsOnThePage() {
    RequestView view =
        Market.view(
            table,
            "camping",
            Optional.empty(),
            Market.event(Event.Kind.CONTENT, "camping", Duration.ofHours(1)),
            Market.event(Event.Kind.CLICK, "shoe", Duration.ofHours(1)));
    float[] tent = Market.dense(feature, view, TENT, 3);
    assertThat(tent[CONTENT]).isCloseTo(1, within(1e-5f));
    assertThat(tent[CLICK]).isCloseTo(.6f, within(1e-5f));
    assertThat(tent[PAGE]).isCloseTo(1, within(1e-5f));
    float[] shoe = Market.dense(feature, view, SHOE, 3);
    assertThat(shoe[CONTENT]).isCloseTo(.6f, within(1e-5f));
    assertThat(shoe[CLICK]).isCloseTo(1, within(1e-5f));
  }

  @Test
  void nothingKnownIsLikeNothing() {
    RequestView view = Market.view(table, "", Optional.empty());
    assertThat(Market.dense(feature, view, TENT, 3)).containsOnly(0f);
  }

  @Test
  void withoutVectorsThereIsNoSuchFeature() {
    assertThat(new FeatureSet(Market.CATALOGUE, Market.IDS).names()).doesNotContain("like.click");
    var with =
        new FeatureSet(
            Market.CATALOGUE, Market.IDS, new ItemSignals(Optional.of(vectors()), Map.of()));
    assertThat(with.names()).contains("like.content", "like.click", "like.page");
  }
}
