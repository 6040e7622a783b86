package io.adlib.market.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.Ad;
import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.market.demo.DemoTeacher.AdFacts;
import io.adlib.market.demo.DemoTeacher.Fit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoTeacherTest {

  private static final DemoMarket MARKET = DemoMarket.generate(new Seed(3), DemoScale.TINY);
  private static final DemoTeacher TEACHER = new DemoTeacher();

  /** The teacher reads words; the truth knows what they were written from. */
  @Test
  void everyAdIsReadAsItWasMeant() {
    List<Ad> ads = MARKET.catalogue().ads();
    for (int i = 0; i < ads.size(); i++) {
      AdFacts facts = TEACHER.read(ads.get(i));
      assertThat(facts.topic()).as(ads.get(i).description()).isEqualTo(MARKET.truth().topicOf(i));
      assertThat(List.of(facts.product(), facts.trait(), facts.feature(), facts.use()))
          .as(ads.get(i).description())
          .allMatch(fact -> !fact.isEmpty());
    }
  }

  @Test
  void fitsAreGradedByThingAndWish() {
    Ad ad = MARKET.catalogue().ads().getFirst();
    AdFacts facts = TEACHER.read(ad);
    assertThat(fit(facts.product(), facts)).isEqualTo(Fit.PERFECT);
    assertThat(fit(facts.trait() + " " + facts.product(), facts)).isEqualTo(Fit.PERFECT);
    assertThat(fit(facts.product() + " for " + facts.use(), facts)).isEqualTo(Fit.PERFECT);
    String other = facts.trait().equals("waterproof") ? "ripstop" : "waterproof";
    assertThat(fit(other + " " + facts.product(), facts)).isEqualTo(Fit.GOOD);
    String sibling = facts.product().equals("family tent") ? "tunnel tent" : "family tent";
    assertThat(fit(sibling, facts)).isEqualTo(Fit.PARTIAL);
    assertThat(fit("daypack", facts)).isEqualTo(Fit.NONE);
    assertThat(fit("something else", facts)).isEqualTo(Fit.NONE);
  }

  private static Fit fit(String query, AdFacts ad) {
    return TEACHER.fit(TEACHER.read(query), ad);
  }

  @Test
  void otherMarketsAdsAreNotGuessedAt() {
    var ad =
        new Ad(
            "x",
            "c",
            "A knife",
            "Sharp.",
            List.of("Home"),
            "",
            Optional.empty(),
            "",
            "",
            MARKET.scale().start());
    assertThatThrownBy(() -> TEACHER.read(ad)).isInstanceOf(InputException.class);
  }
}
