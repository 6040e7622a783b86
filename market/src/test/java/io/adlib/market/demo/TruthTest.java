package io.adlib.market.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.Environment;
import io.adlib.core.InputException;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TruthTest {

  private static final DemoMarket MARKET = DemoMarket.generate(new Seed(11), DemoScale.TINY);

  private static Request request(int user, int hours, Optional<String> query) {
    return new Request(
        "r" + user + "-" + hours,
        MARKET.users().get(user).id(),
        new Environment(query.isEmpty() ? "home-top" : "search-top", "mobile", "DE", "/"),
        query,
        true,
        MARKET.scale().start().plus(Duration.ofHours(hours)),
        Duration.ofMillis(100),
        4);
  }

  @Property(tries = 300)
  void probabilitiesAreProbabilitiesAndFallWithPositionAndFatigue(
      @ForAll @IntRange(max = 299) int user,
      @ForAll @IntRange(max = 24 * 60) int hours,
      @ForAll @IntRange(max = 399) int ad,
      @ForAll @IntRange(max = 20) int position,
      @ForAll @DoubleRange(max = 4) double fatigue) {
    Moment moment = MARKET.truth().at(request(user, hours, Optional.empty()));
    double p = moment.pClick(ad, position, fatigue);
    assertThat(p).isBetween(1e-9, 0.5);
    assertThat(moment.pClick(ad, position + 1, fatigue)).isLessThan(p);
    assertThat(moment.pClick(ad, position, fatigue + 0.5)).isLessThan(p);
    assertThat(moment.pConversion(ad)).isBetween(1e-9, 1.0);
    assertThat(p)
        .isEqualTo(
            MARKET.truth().pClick(request(user, hours, Optional.empty()), ad, position, fatigue));
  }

  @Property(tries = 100)
  void searchingForWhatAnAdSellsHelpsItAndSearchingForSomethingElseHurts(
      @ForAll @IntRange(max = 299) int user, @ForAll @IntRange(max = 399) int ad) {
    int topic = MARKET.truth().topicOf(ad);
    CategoryWords words = Lexicon.read().categories().get(Truth.categoryOfTopic(topic));
    String own = words.types().get(topic % Lexicon.TYPES);
    String other = topic / Lexicon.TYPES == 0 ? "cat tree" : "tunnel tent";
    double wanted = MARKET.truth().at(request(user, 5, Optional.of(own))).relevance(ad, 0);
    double unwanted = MARKET.truth().at(request(user, 5, Optional.of(other))).relevance(ad, 0);
    assertThat(wanted).isGreaterThan(unwanted);
  }

  @Test
  void expectedValueFollowsTheObjective() {
    Moment moment = MARKET.truth().at(request(3, 9, Optional.empty()));
    for (int ad = 0; ad < MARKET.catalogue().ads().size(); ad++) {
      double value = moment.expectedValue(ad, 1, 0.2, Money.parse("2", "EUR"));
      double expected =
          switch (MARKET.catalogue().campaign(ad).objective()) {
            case IMPRESSION -> 2_000;
            case CLICK -> 2_000_000 * moment.pClick(ad, 1, 0.2);
            case CONVERSION -> 2_000_000 * moment.pClick(ad, 1, 0.2) * moment.pConversion(ad);
          };
      assertThat(value).isEqualTo(expected);
    }
  }

  @Test
  void aStrangerIsRefusedWithARemedy() {
    assertThatThrownBy(() -> MARKET.truth().userNumber("nobody"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("nobody");
  }
}
