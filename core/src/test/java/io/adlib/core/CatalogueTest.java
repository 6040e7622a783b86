package io.adlib.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CatalogueTest {

  private static final Advertiser ADVERTISER = new Advertiser("acme", "Acme", ZoneId.of("UTC"));
  private static final Campaign CAMPAIGN =
      new Campaign(
          "spring",
          "acme",
          Campaign.Objective.CLICK,
          Money.parse("0.50", "EUR"),
          Money.parse("100", "EUR"),
          new Campaign.Flight(Instant.EPOCH, Instant.EPOCH.plus(Duration.ofDays(1))),
          Campaign.Targeting.ALL,
          List.of(),
          Campaign.Pacing.ASAP);

  private static Ad ad(String id, String campaign) {
    return new Ad(id, campaign, "Tent", "", List.of(), "", Optional.empty(), "", "", Instant.EPOCH);
  }

  private static Catalogue catalogue(List<Ad> ads, List<Content> contents) {
    return new Catalogue(
        List.of(ADVERTISER), List.of(CAMPAIGN), ads, contents, ExchangeRates.single("EUR"));
  }

  @Test
  void findsWhatItHoldsByIdAndByNumber() {
    var catalogue = catalogue(List.of(ad("a", "spring"), ad("b", "spring")), List.of());
    assertThat(catalogue.adIndex("b")).isEqualTo(1);
    assertThat(catalogue.adIndex("c")).isEqualTo(-1);
    assertThat(catalogue.campaign(1)).isEqualTo(CAMPAIGN);
  }

  @Test
  void refusesAnAdOfAnUnknownCampaign() {
    assertThatThrownBy(() -> catalogue(List.of(ad("a", "winter")), List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("ad a names the campaign 'winter'");
  }

  @Test
  void refusesAnIdGivenTwice() {
    assertThatThrownBy(() -> catalogue(List.of(ad("a", "spring"), ad("a", "spring")), List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("'a'");
  }

  @Test
  void refusesAnAdAndAContentOfOneId() {
    var content = new Content("a", "article", "Tents", "", List.of(), "");
    assertThatThrownBy(() -> catalogue(List.of(ad("a", "spring")), List.of(content)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("both have the id 'a'");
  }
}
