package io.adlib.sid.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Event;
import io.adlib.core.User;
import io.adlib.core.UserState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each feature counted by hand on a market of three ads. */
class FeatureTest {

  private static final int TENT = 0;
  private static final int TENT2 = 1;
  private static final int SHOE = 2;
  private final AdTable table = Market.table();
  private final Slots slots = new Slots();
  private final RequestView nobody = Market.view(table, "", Optional.empty());

  @Test
  void identityTellsAdsApartAndSharesWhatTheyShare() {
    var feature = new AdIdentity(slots, table);
    Set<Integer> tent = Market.rows(feature, nobody, TENT);
    assertThat(tent).hasSize(7);
    assertThat(Market.both(tent, Market.rows(feature, nobody, TENT2)))
        .as("campaign, advertiser, brand, top category, category")
        .isEqualTo(5);
    assertThat(Market.both(tent, Market.rows(feature, nobody, SHOE)))
        .as("advertiser, top category")
        .isEqualTo(2);
  }

  @Test
  void codesShareAsManyRowsAsLevels() {
    var feature = new Codes(slots, table);
    Set<Integer> tent = Market.rows(feature, nobody, TENT);
    assertThat(tent).hasSize(5);
    assertThat(Market.both(tent, Market.rows(feature, nobody, TENT2))).isEqualTo(3);
    assertThat(Market.both(tent, Market.rows(feature, nobody, SHOE))).isZero();
  }

  @Test
  void contextCrossesPlacementDeviceAndCountryWithTheAd() {
    var feature = new Context(slots, table);
    Set<Integer> tent = Market.rows(feature, nobody, TENT);
    assertThat(tent).hasSize(6);
    assertThat(Market.both(tent, Market.rows(feature, nobody, SHOE)))
        .as("placement, device and hour alone")
        .isEqualTo(3);
  }

  @Test
  void attributesAreCrossedWithTheAd() {
    var feature = new Attributes(slots, table);
    Set<Integer> tent = Market.rows(feature, nobody, TENT);
    assertThat(tent).hasSize(3);
    assertThat(Market.both(tent, Market.rows(feature, nobody, TENT2)))
        .as("category and first code, not price")
        .isEqualTo(2);
    var older =
        new RequestView(
            new UserState(new User("v", Map.of("age", "55-plus")), List.of()),
            Market.request("", Optional.empty()),
            table);
    assertThat(Market.both(tent, Market.rows(feature, older, TENT))).isZero();
  }

  @Test
  void recentCodesAreDecayedSharesOfEachPrefix() {
    var feature = new RecentCodes(slots, table);
    var view =
        Market.view(
            table,
            "",
            Optional.empty(),
            Market.event(Event.Kind.CONTENT, "cooking", Duration.ofHours(6)),
            Market.event(Event.Kind.CONTENT, "camping", Duration.ZERO),
            Market.event(Event.Kind.IMPRESSION, "shoe", Duration.ZERO),
            Market.event(Event.Kind.CLICK, "tent2", Duration.ofDays(2)));
    float[] tent = Market.dense(feature, view, TENT, slots.denseCount());
    float fast = 1 / (.5f + 1.5f);
    assertThat(tent[0]).as("content, now, first level").isCloseTo(fast, within(1e-5f));
    assertThat(tent[1]).as("content, now, second level").isCloseTo(fast, within(1e-5f));
    assertThat(tent[2]).as("content, now, third level").isZero();
    float slow = .5f / (.5f + .5f);
    assertThat(tent[4 * table.levels]).as("click, days").isCloseTo(slow, within(1e-5f));
    assertThat(Market.dense(feature, view, SHOE, slots.denseCount())).containsOnly(0);
  }

  @Test
  void recentTraitsCountClicksOnly() {
    var feature = new RecentTraits(slots, table);
    var view =
        Market.view(
            table,
            "",
            Optional.empty(),
            Market.event(Event.Kind.CLICK, "tent2", Duration.ZERO),
            Market.event(Event.Kind.IMPRESSION, "shoe", Duration.ZERO));
    float all = 1 / 1.5f;
    assertThat(Market.dense(feature, view, TENT, 5))
        .as("category, top, brand, price, campaign")
        .containsExactly(new float[] {all, all, all, 0, all}, within(1e-5f));
    assertThat(Market.dense(feature, view, SHOE, 5))
        .containsExactly(new float[] {0, all, 0, 0, 0}, within(1e-5f));
  }

  @Test
  void contentsAndSearchesAreAboutTheCategoryThatTheirWordsTell() {
    var feature = new RecentTopics(slots, table);
    var view =
        Market.view(
            table,
            "",
            Optional.empty(),
            Market.event(Event.Kind.CONTENT, "camping", Duration.ZERO),
            Market.event(Event.Kind.CONTENT, "cooking", Duration.ZERO),
            Market.event(Event.Kind.SEARCH, "running shoes", Duration.ofHours(6)));
    float[] tent = Market.dense(feature, view, TENT, slots.denseCount());
    float[] shoe = Market.dense(feature, view, SHOE, slots.denseCount());
    assertThat(tent[0]).as("content; cooking is about nothing").isCloseTo(1 / 1.5f, within(1e-5f));
    assertThat(shoe[0]).isZero();
    assertThat(tent[3]).isZero();
    assertThat(shoe[3]).as("search, now").isCloseTo(.5f, within(1e-5f));
  }

  @Test
  void recentWordsMeetAcrossPluralAndKind() {
    var feature = new RecentWords(slots, table);
    var view =
        Market.view(
            table,
            "",
            Optional.empty(),
            Market.event(Event.Kind.CONTENT, "camping", Duration.ZERO),
            Market.event(Event.Kind.SEARCH, "Shoes!", Duration.ZERO));
    float[] tent = Market.dense(feature, view, TENT, slots.denseCount());
    float[] shoe = Market.dense(feature, view, SHOE, slots.denseCount());
    // the tent's title and category say light, tent, sport; the content light, tent, ten
    float idf = (float) (Math.log1p(5 / 2.0) + Math.log1p(5 / 3.0));
    assertThat(tent[0]).isCloseTo(idf / 12 / 1.5f, within(1e-5f));
    assertThat(tent[3]).as("search").isZero();
    assertThat(shoe[3]).as("search").isPositive();
    assertThat(shoe[0]).as("content").isZero();
  }

  @Test
  void lastCodesAreThoseOfTheLastDifferentThings() {
    var feature = new LastCodes(slots, table);
    var once =
        Market.view(
            table,
            "",
            Optional.empty(),
            Market.event(Event.Kind.CONTENT, "camping", Duration.ofHours(2)),
            Market.event(Event.Kind.CLICK, "tent", Duration.ofHours(1)));
    assertThat(Market.rows(feature, once, SHOE)).as("one code, twice read").hasSize(2);
    assertThat(Market.rows(feature, nobody, SHOE)).isEmpty();
  }

  @Test
  void queryOverlapIsTheShareOfTheQuery() {
    var feature = new QueryMatch(slots, table);
    var view = Market.view(table, "", Optional.of("light shoes, please"));
    float light = (float) Math.log1p(5 / 2.0);
    float shoe = (float) Math.log1p(5 / 1.0);
    assertThat(Market.dense(feature, view, TENT, 1)[0])
        .isCloseTo(light / (light + shoe), within(1e-5f));
    assertThat(Market.dense(feature, view, SHOE, 1)[0])
        .isCloseTo(shoe / (light + shoe), within(1e-5f));
    assertThat(Market.both(Market.rows(feature, nobody, TENT), Market.rows(feature, view, TENT)))
        .isZero();
  }

  @Test
  void pageMatchSaysHowNearThePageIs() {
    var feature = new PageMatch(slots, table);
    var view = Market.view(table, "camping", Optional.empty());
    assertThat(Market.dense(feature, view, TENT, 1)[0]).isPositive();
    assertThat(Market.dense(feature, view, SHOE, 1)[0]).isZero();
    assertThat(Market.both(Market.rows(feature, view, TENT), Market.rows(feature, view, TENT2)))
        .as("both share two levels")
        .isGreaterThanOrEqualTo(1);
    assertThat(Market.rows(feature, nobody, TENT)).as("no page").isEmpty();
  }

  @Test
  void fatigueCountsImpressionsOfAdCampaignAndCategory() {
    var feature = new Fatigue(slots, table);
    var view =
        Market.view(
            table,
            "",
            Optional.empty(),
            Market.event(Event.Kind.IMPRESSION, "tent", Duration.ofDays(2)),
            Market.event(Event.Kind.IMPRESSION, "tent2", Duration.ZERO),
            Market.event(Event.Kind.CLICK, "tent2", Duration.ZERO));
    int n = slots.denseCount();
    assertThat(Market.dense(feature, view, TENT, n)[1]).isCloseTo(1 / 3f, within(1e-5f));
    assertThat(Market.dense(feature, view, TENT, n)[4]).isCloseTo(.6f, within(1e-5f));
    assertThat(Market.dense(feature, view, TENT2, n)[0]).isCloseTo(.5f, within(1e-5f));
    assertThat(Market.dense(feature, view, TENT2, n)[9]).isCloseTo(.5f, within(1e-5f));
    assertThat(Market.dense(feature, view, SHOE, n)).containsOnly(0);
  }

  @Test
  void activityIsDrawnTowardsTheUsualRate() {
    var feature = new Activity(slots);
    float[] known =
        Market.dense(
            feature,
            Market.view(
                table,
                "",
                Optional.empty(),
                Market.event(Event.Kind.IMPRESSION, "tent", Duration.ofDays(1)),
                Market.event(Event.Kind.CLICK, "tent", Duration.ofDays(1))),
            TENT,
            2);
    assertThat(known[0]).isCloseTo(4 * 2 / 31f, within(1e-5f));
    assertThat(known[1]).isCloseTo(2 / 12f, within(1e-5f));
    assertThat(Market.dense(feature, nobody, TENT, 2)[0]).isCloseTo(4 / 30f, within(1e-5f));
  }

  @Test
  void eventsAfterTheRequestAreNotSeen() {
    var view =
        Market.view(
            table,
            "",
            Optional.empty(),
            Market.event(Event.Kind.CONTENT, "camping", Duration.ofHours(-1)));
    assertThat(view.events).isZero();
  }
}
