package io.adlib.serve.path;

import static io.adlib.serve.TestingMarket.NOON;
import static io.adlib.serve.TestingMarket.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.Seed;
import io.adlib.core.Slate;
import io.adlib.core.UserState;
import io.adlib.market.auction.SaleTerms;
import io.adlib.market.eligibility.Budgets;
import io.adlib.market.frequency.FrequencyCounts;
import io.adlib.serve.TestingMarket;
import io.adlib.serve.TestingRecall;
import io.adlib.serve.TestingVectors;
import io.adlib.serve.release.AdAges;
import io.adlib.serve.release.Release;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

class YoungAdsTest {

  private static final double SHARE = .15;
  private static final double UNIFORM = .1;
  private static final int REQUESTS = 4000;
  private static final Set<String> YOUNG = Set.of("y1", "y7", "y8");

  private static Ad ad(String id, int campaign, Instant created) {
    return new Ad(
        id, "camp" + campaign, "Title " + id, "", List.of(), "", Optional.empty(), "", "", created);
  }

  /**
   * Three that may be shown; one whose flight is over, one for mobiles, one old, one of tomorrow.
   */
  private static Release market() {
    Instant young = NOON.minus(Duration.ofDays(6));
    Release release =
        TestingMarket.release("v1", TestingMarket.catalogue(), new TestingRecall())
            .with(new TestingVectors().tokenizer());
    List<Ad> more =
        List.of(
            ad("y1", 1, young),
            ad("y7", 7, young),
            ad("y8", 8, young),
            ad("ended", 5, young),
            ad("mobile", 3, young),
            ad("old", 1, NOON.minus(Duration.ofDays(7))),
            ad("tomorrow", 1, NOON.plus(Duration.ofDays(1))));
    short[] codes = new short[more.size() * 3];
    for (int i = 0; i < more.size(); i++) {
      codes[i * 3] = (short) (15 - i);
      codes[i * 3 + 1] = 15;
    }
    return release.next(more, codes, new RoaringBitmap());
  }

  private static DecisionEngine engine(double uniform, PathConfig.Young young) {
    return new DecisionEngine(
        new PathConfig(32, 8, 32, 8, uniform, SaleTerms.DEFAULT.withoutReserve(), new Seed(11))
            .with(young),
        System::nanoTime,
        _ -> 0,
        _ -> 0);
  }

  private static Decision decide(DecisionEngine engine, Release release, int i, UserState user) {
    return engine.decide(
        SlateQuery.of(request("r" + i, user.user().id(), true, 1)),
        release,
        user,
        FrequencyCounts.NONE,
        Budgets.UNLIMITED);
  }

  @Test
  void theShareGoesToYoungEligibleAdsEvenlyAndWithTheirTruePropensity() {
    Release release = market();
    DecisionEngine engine = engine(UNIFORM, new PathConfig.Young(SHARE, Duration.ofDays(7), 0));
    int eligible = decide(engine, release, 0, UserState.unknown("u")).eligible().getCardinality();
    double even = (1 - SHARE) * UNIFORM / eligible;
    Map<String, Integer> shown = new HashMap<>();
    double expected = 0;
    for (int i = 0; i < REQUESTS; i++) {
      Slate.Position last =
          decide(engine, release, i, UserState.unknown("u")).positions().getFirst();
      shown.merge(last.ad(), 1, Integer::sum);
      if (last.sources().contains("young")) {
        assertThat(YOUNG).contains(last.ad());
        assertThat(last.propensity()).isEqualTo(even + SHARE / YOUNG.size());
      } else if (last.sources().contains("exploration")) {
        assertThat(last.propensity()).isEqualTo(even);
      } else {
        assertThat(last.propensity()).isGreaterThanOrEqualTo((1 - SHARE) * (1 - UNIFORM) + even);
      }
      expected += 1 / last.propensity();
    }
    assertThat(shown).doesNotContainKeys("ended", "mobile");
    double p = SHARE / YOUNG.size() + even;
    double deviation = Math.sqrt(REQUESTS * p * (1 - p));
    for (String ad : YOUNG) {
      assertThat((double) shown.getOrDefault(ad, 0))
          .isBetween(REQUESTS * p - 4 * deviation, REQUESTS * p + 4 * deviation);
    }
    // Σ 1/propensity estimates how many ads can be shown at all, times requests
    assertThat(expected / REQUESTS).isBetween(.8 * eligible, 1.2 * eligible);
  }

  @Test
  void theRequestsIdDecides() {
    Release release = market();
    var young = new PathConfig.Young(.5, Duration.ofDays(7), 0);
    for (int i = 0; i < 50; i++) {
      assertThat(decide(engine(.1, young), release, i, UserState.unknown("u")).positions())
          .isEqualTo(decide(engine(.1, young), release, i, UserState.unknown("u")).positions());
    }
  }

  @Test
  void withoutAYoungAdTheShareIsNobodys() {
    Release release = TestingMarket.release("v1");
    DecisionEngine engine = engine(0, new PathConfig.Young(1, Duration.ofDays(7), 8));
    for (int i = 0; i < 50; i++) {
      Slate.Position last =
          decide(engine, release, i, UserState.unknown("u")).positions().getFirst();
      assertThat(last.propensity()).isEqualTo(1);
      assertThat(last.sources()).doesNotContain("young");
    }
  }

  @Test
  void youngAdsCompeteThatAreLikestToWhatTheUserClicked() {
    Release release = market();
    DecisionEngine engine = engine(0, new PathConfig.Young(0, Duration.ofDays(7), 2));
    Event click =
        new Event(
            "e",
            NOON.minus(Duration.ofHours(1)),
            "u",
            Event.Kind.CLICK,
            "y8",
            Optional.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            Environment.UNKNOWN);
    Decision decision = decide(engine, release, 1, UserState.unknown("u").with(click));
    List<String> young =
        decision.candidates().stream()
            .filter(c -> c.sources().contains("young"))
            .map(c -> release.catalogue().ads().get(c.ad()).id())
            .toList();
    assertThat(young).hasSize(2).contains("y8").isSubsetOf(YOUNG);
    assertThat(decide(engine, release, 1, UserState.unknown("u")).candidates())
        .noneMatch(c -> c.sources().contains("young"));
  }

  @Property
  void agesGrownAdByAdAreThoseOfTheWholeCatalogue(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 20) Integer> days,
      @ForAll @IntRange(max = 20) int window) {
    Catalogue base = TestingMarket.catalogue();
    AdAges grown = AdAges.of(base);
    Catalogue catalogue = base;
    for (int i = 0; i < days.size(); i++) {
      catalogue = catalogue.with(List.of(ad("x" + i, 1, NOON.minus(Duration.ofDays(days.get(i))))));
      grown = grown.with(catalogue);
    }
    var expected = new ArrayList<Integer>();
    for (int ad = 0; ad < catalogue.ads().size(); ad++) {
      Instant created = catalogue.ads().get(ad).created();
      if (created.isAfter(NOON.minus(Duration.ofDays(window))) && !created.isAfter(NOON)) {
        expected.add(ad);
      }
    }
    assertThat(grown.younger(NOON, Duration.ofDays(window)).stream().boxed().toList())
        .isEqualTo(expected);
  }
}
