package io.adlib.sid.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import io.adlib.core.Money;
import io.adlib.core.UserState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeatureSetTest {

  private final FeatureSet features = new FeatureSet(Market.CATALOGUE, Market.IDS);

  @Test
  void aRowDependsOnNothingButItsOwnAd() {
    var state =
        Market.state(
            Market.event(Event.Kind.CONTENT, "camping", Duration.ofHours(1)),
            Market.event(Event.Kind.IMPRESSION, "tent", Duration.ofMinutes(1)),
            Market.event(Event.Kind.CLICK, "tent", Duration.ofSeconds(30)));
    var request = Market.request("camping", Optional.of("tents"));
    FeatureRow reused = features.newRow();
    var at = features.at(state, request);
    for (int ad : new int[] {2, 0, 1, 0}) {
      at.fill(ad, reused);
      FeatureRow fresh = features.newRow();
      features.at(state, request).fill(ad, fresh);
      assertThat(reused.size()).isEqualTo(fresh.size());
      for (int i = 0; i < fresh.size(); i++) {
        assertThat(reused.row(i)).isEqualTo(fresh.row(i)).isBetween(0, FeatureRow.ROWS - 1);
      }
      assertThat(reused.dense()).containsExactly(fresh.dense());
    }
  }

  @Test
  void denseValuesLieBetweenZeroAndOne() {
    var state =
        Market.state(
            Market.event(Event.Kind.CLICK, "tent", Duration.ZERO),
            Market.event(Event.Kind.CLICK, "tent", Duration.ZERO),
            Market.event(Event.Kind.SEARCH, "light tent acme sports", Duration.ZERO));
    FeatureRow row = features.newRow();
    features.at(state, Market.request("camping", Optional.of("light"))).fill(0, row);
    for (float value : row.dense()) {
      assertThat(value).isBetween(0f, 1f);
    }
  }

  @Test
  void aStrangerIsServedByContextAlone() {
    FeatureRow row = features.newRow();
    features.at(UserState.unknown("x"), Market.request("", Optional.empty())).fill(0, row);
    assertThat(row.size()).isPositive();
    assertThat(features.names()).doesNotHaveDuplicates().contains("ad", "sid.code.1");
    assertThat(features.denseCount()).isEqualTo(row.dense().length);
  }

  @Test
  void ofACatalogueThatGrewTheOldAdsHaveTheirOldFeaturesAndTheNewOneItsOwn() {
    var like = Market.CATALOGUE.ads().getFirst();
    var added =
        new Ad(
            "another",
            like.campaign(),
            like.title() + " zzunheardof",
            "",
            like.category(),
            like.brand(),
            Optional.of(Money.parse("9", "XTS")),
            "",
            "",
            Market.NOW);
    Catalogue grown = Market.CATALOGUE.with(List.of(added));
    short[] path = new short[Market.IDS.depth()];
    var more = features.with(grown, Market.IDS.with(List.of("another"), path));
    assertThat(more.names()).isEqualTo(features.names());
    assertThat(more.adCount()).isEqualTo(features.adCount() + 1);
    var state = Market.state(Market.event(Event.Kind.CLICK, "tent", Duration.ofHours(1)));
    var request = Market.request("camping", Optional.of("tents"));
    for (int ad = 0; ad < features.adCount(); ad++) {
      FeatureRow before = features.newRow();
      features.at(state, request).fill(ad, before);
      FeatureRow after = more.newRow();
      more.at(state, request).fill(ad, after);
      assertThat(after.dense()).containsExactly(before.dense());
      assertThat(after.size()).isEqualTo(before.size());
      for (int i = 0; i < before.size(); i++) {
        assertThat(after.row(i)).isEqualTo(before.row(i));
      }
    }
    FeatureRow own = more.newRow();
    more.at(state, request).fill(features.adCount(), own);
    assertThat(own.size()).isPositive();
  }
}
