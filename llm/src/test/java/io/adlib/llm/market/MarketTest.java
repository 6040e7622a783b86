package io.adlib.llm.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Ad;
import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Content;
import io.adlib.core.Event;
import io.adlib.core.Event.Kind;
import io.adlib.core.ExchangeRates;
import io.adlib.core.Money;
import io.adlib.core.User;
import io.adlib.core.UserState;
import io.adlib.llm.Samples;
import io.adlib.llm.prompt.TokenCount;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MarketTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  /** Two ads of one campaign and a content. */
  static Catalogue catalogue() {
    var campaign =
        new Campaign(
            "camp-1",
            "adv-1",
            Campaign.Objective.CLICK,
            Money.parse("1", "EUR"),
            Money.parse("10", "EUR"),
            new Campaign.Flight(Instant.EPOCH, NOW.plusSeconds(1)),
            Campaign.Targeting.ALL,
            List.of(),
            Campaign.Pacing.ASAP);
    return new Catalogue(
        List.of(new Advertiser("adv-1", "Kitchen House", ZoneOffset.UTC)),
        List.of(campaign),
        List.of(ad("ad-1", "Chef's knife"), ad("ad-2", "Iron pan")),
        List.of(
            new Content(
                "art-1", "article", "How to sharpen", "Use a stone.", List.of("kitchen"), "")),
        new ExchangeRates(LocalDate.EPOCH, "EUR", Map.of()));
  }

  private static Ad ad(String id, String title) {
    return new Ad(
        id, "camp-1", title, "", List.of("Kitchen"), "", Optional.empty(), "", "", Instant.EPOCH);
  }

  private static final List<Event> EVENTS =
      List.of(
          Samples.event("u", Kind.CONTENT, "art-1", "2026-11-20T12:00:00Z"),
          Samples.event("u", Kind.SEARCH, "sharp knife", "2026-11-25T10:00:00Z"),
          Samples.event("u", Kind.IMPRESSION, "ad-1", "2026-11-25T10:00:01Z"),
          Samples.event("u", Kind.CLICK, "ad-1", "2026-11-25T10:00:05Z"),
          Samples.event("u", Kind.CART, "ad-1", "2026-11-25T10:01:00Z"),
          Samples.event("u", Kind.CONVERSION, "ad-1", "2026-11-25T10:02:00Z"),
          Samples.event("v", Kind.SEARCH, "sharp knife", "2026-11-25T11:00:00Z"));

  private static Market market() {
    return Market.of(catalogue(), List.of(), EVENTS.stream());
  }

  @Test
  void aDossierHasAllDomainsNewestFirstAndNoIds() {
    UserState state =
        new UserState(
            new User("u", Map.of("country", "DE", "name", "Maria")), EVENTS.subList(0, 6));
    UserDossier dossier = UserDossier.of(state, catalogue(), NOW, 1000);
    assertThat(dossier.lines())
        .containsExactly(
            "1 hours ago: bought Chef's knife (Kitchen)",
            "1 hours ago: put into the cart Chef's knife (Kitchen)",
            "1 hours ago: clicked the ad Chef's knife (Kitchen)",
            "1 hours ago: saw the ad Chef's knife (Kitchen)",
            "2 hours ago: searched for sharp knife",
            "5 days ago: read How to sharpen (kitchen)",
            "known: country DE");
    assertThat(dossier.names()).containsExactly("Maria");
    assertThat(dossier.text()).doesNotContain("ad-1").doesNotContain("Maria");
  }

  @Test
  void aSmallBudgetKeepsTheNewest() {
    var events = new ArrayList<Event>();
    for (int i = 0; i < 100; i++) {
      events.add(
          Samples.event(
              "u", Kind.SEARCH, "query number " + i, NOW.minusSeconds(1000 - i).toString()));
    }
    UserState state = new UserState(new User("u", Map.of()), events);
    UserDossier dossier = UserDossier.of(state, catalogue(), NOW, 100);
    assertThat(dossier.lines().getFirst()).endsWith("query number 99");
    assertThat(TokenCount.estimate(dossier.text())).isBetween(60, 130);
  }

  @Test
  void whatComesLaterIsNotKnownYet() {
    UserState state = new UserState(new User("u", Map.of()), EVENTS.subList(0, 6));
    assertThat(UserDossier.of(state, catalogue(), EVENTS.get(2).time(), 1000).lines())
        .containsExactly(
            "within the hour: searched for sharp knife",
            "4 days ago: read How to sharpen (kitchen)");
  }

  @Test
  void anAdKnowsWhatCameBeforeItsClicks() {
    AdDossier dossier = market().dossier(catalogue().ads().getFirst());
    assertThat(dossier.searches()).containsExactly("sharp knife");
    assertThat(dossier.read()).containsExactly("How to sharpen");
    assertThat(market().dossier(catalogue().ads().getLast()).searches()).isEmpty();
  }

  @Test
  void campaignsAreCounted() {
    CampaignDays days = market().campaignDays().get("camp-1");
    assertThat(days.impressions()).isEqualTo(1);
    assertThat(days.clicks()).isEqualTo(1);
    assertThat(days.conversions()).isEqualTo(1);
    assertThat(days.users()).isEqualTo(1);
    assertThat(days.mostClicked()).contains("ad-1");
    assertThat(days.firstDay()).isEqualTo("2026-11-25");
  }

  @Test
  void queriesComeByFrequency() {
    assertThat(market().queries()).containsExactly("sharp knife");
  }
}
