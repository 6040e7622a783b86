package io.adlib.market.eligibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Advertiser;
import io.adlib.core.Campaign.Objective;
import io.adlib.core.Catalogue;
import io.adlib.core.ExchangeRates;
import io.adlib.core.Money;
import io.adlib.core.Seed;
import io.adlib.market.TestingMarket;
import io.adlib.market.frequency.FrequencyCounts;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BrandSafetyTest {

  private static final BrandSafety SAFETY =
      new BrandSafety(
          Map.of("casino", "IAB9-7", "wine", "IAB8-18"),
          Map.of("accident", Set.of("cars"), "IAB25", Set.of(BrandSafety.ALL)));

  private static final List<String> CATEGORIES = List.of("casino", "wine", "cars", "IAB7-39");

  private static List<Integer> shown(Blocks blocks, List<String> page) {
    Money money = Money.parse("1", "EUR");
    var ads = new ArrayList<io.adlib.core.Ad>();
    for (int ad = 0; ad < CATEGORIES.size(); ad++) {
      ads.add(TestingMarket.ad(ad, "c", Set.of(CATEGORIES.get(ad))));
    }
    var market =
        new Catalogue(
            List.of(new Advertiser("v", "V", ZoneOffset.UTC)),
            List.of(TestingMarket.campaign("c", "v", Objective.CLICK, money, money)),
            ads,
            List.of(),
            ExchangeRates.single("EUR"));
    var query =
        new EligibilityQuery(
            TestingMarket.request(new Seed(1).generator()),
            Budgets.UNLIMITED,
            FrequencyCounts.NONE,
            SAFETY.applied(blocks, page));
    Eligibility eligibility = Eligibility.of(market);
    List<Integer> eligible = new ArrayList<>();
    eligibility.eligible(query).forEach((org.roaringbitmap.IntConsumer) eligible::add);
    for (int ad = 0; ad < CATEGORIES.size(); ad++) {
      assertThat(eligibility.why(ad, query).contains(Ineligible.BLOCKED_CATEGORY))
          .isEqualTo(!eligible.contains(ad));
    }
    assertThat(eligibility.census(query).getOrDefault(Ineligible.BLOCKED_CATEGORY, 0))
        .isEqualTo(CATEGORIES.size() - eligible.size());
    return eligible;
  }

  private static Blocks blocking(String... categories) {
    return new Blocks(Set.of(categories), Set.of());
  }

  @Test
  void aBlockNamesACategoryOrItsIabCodeOrTheCodeAboveIt() {
    assertThat(shown(Blocks.NONE, List.of())).containsExactly(0, 1, 2, 3);
    assertThat(shown(blocking("wine"), List.of())).containsExactly(0, 2, 3);
    assertThat(shown(blocking("IAB9-7"), List.of())).containsExactly(1, 2, 3);
    assertThat(shown(blocking("IAB9"), List.of())).containsExactly(1, 2, 3);
    assertThat(shown(blocking("IAB7"), List.of())).containsExactly(0, 1, 2);
    assertThat(shown(blocking("IAB7-39", "IAB8"), List.of())).containsExactly(0, 2);
    assertThat(shown(blocking("IAB7-3", "IAB99"), List.of())).containsExactly(0, 1, 2, 3);
  }

  @Test
  void aPageRefusesWhatMayNotStandBesideIt() {
    assertThat(shown(Blocks.NONE, List.of("news", "accident"))).containsExactly(0, 1, 3);
    assertThat(shown(Blocks.NONE, List.of("IAB25-3"))).isEmpty();
    assertThat(shown(blocking("wine"), List.of("accident"))).containsExactly(0, 3);
  }
}
