package io.adlib.sid.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Event;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TagsTest {

  private static final int TENT = 0;
  private static final int TENT2 = 1;
  private static final int SHOE = 2;

  private static final ItemSignals SIGNALS =
      new ItemSignals(
          Optional.empty(),
          Map.of(
              "tent", List.of("outdoor", "light"),
              "shoe", List.of("sport"),
              "camping", List.of("outdoor")));

  private final AdTable table = new AdTable(Market.CATALOGUE, Market.IDS, SIGNALS);
  private final Tags feature = new Tags(new Slots(), table);

  @Test
  void tagsAreCountedInWhatWasReadAndClicked() {
    RequestView view =
        Market.view(
            table,
            "",
            Optional.empty(),
            Market.event(Event.Kind.CONTENT, "camping", Duration.ZERO),
            Market.event(Event.Kind.CLICK, "shoe", Duration.ZERO));
    float[] tent = Market.dense(feature, view, TENT, 2);
    assertThat(tent[0])
        .as("one of two tags, 1/(½+1) of what was read")
        .isCloseTo(1 / 3f, within(1e-5f));
    assertThat(tent[1]).isZero();
    float[] shoe = Market.dense(feature, view, SHOE, 2);
    assertThat(shoe[0]).isZero();
    assertThat(shoe[1]).isCloseTo(2 / 3f, within(1e-5f));
  }

  @Test
  void anAdHasARowForEachTagAndOneWithoutTagsHasNone() {
    RequestView view = Market.view(table, "", Optional.empty());
    assertThat(Market.rows(feature, view, TENT)).hasSize(4);
    assertThat(Market.rows(feature, view, SHOE)).hasSize(3);
    assertThat(Market.rows(feature, view, TENT2)).isEmpty();
  }

  @Test
  void withoutTagsThereIsNoSuchFeature() {
    assertThat(new FeatureSet(Market.CATALOGUE, Market.IDS).names()).doesNotContain("ad.tag");
    assertThat(new FeatureSet(Market.CATALOGUE, Market.IDS, SIGNALS).names()).contains("ad.tag");
  }
}
