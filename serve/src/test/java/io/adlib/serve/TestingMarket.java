package io.adlib.serve;

import io.adlib.core.Ad;
import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Campaign.Flight;
import io.adlib.core.Campaign.FrequencyCap;
import io.adlib.core.Campaign.Objective;
import io.adlib.core.Campaign.Pacing;
import io.adlib.core.Campaign.Targeting;
import io.adlib.core.Catalogue;
import io.adlib.core.Content;
import io.adlib.core.Environment;
import io.adlib.core.ExchangeRates;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.serve.release.Release;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A small market with a known shape: 12 campaigns of 12 advertisers, 5 ads each. Campaign n bids on
 * impressions, clicks, conversions in turn; campaign 3 only targets mobile, campaign 4 caps at 2 a
 * day, campaign 5's flight is over, campaign 6 bids in USD.
 */
public final class TestingMarket {

  /** Noon of a day all flights but one cover. */
  public static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  public static final int CAMPAIGNS = 12;
  public static final int ADS_EACH = 5;

  private TestingMarket() {}

  public static Catalogue catalogue() {
    return catalogue(Money.parse("100", "EUR"));
  }

  public static Catalogue catalogue(Money budget) {
    var advertisers = new ArrayList<Advertiser>();
    var campaigns = new ArrayList<Campaign>();
    var ads = new ArrayList<Ad>();
    for (int c = 0; c < CAMPAIGNS; c++) {
      advertisers.add(new Advertiser("adv" + c, "Advertiser " + c, java.time.ZoneId.of("UTC")));
      campaigns.add(campaign(c, budget));
      for (int a = 0; a < ADS_EACH; a++) {
        ads.add(ad(c, a));
      }
    }
    var contents = List.of(new Content("page1", "article", "A page", "Text", List.of("tag"), ""));
    return new Catalogue(
        advertisers,
        campaigns,
        ads,
        contents,
        new ExchangeRates(LocalDate.of(2026, 11, 22), "EUR", Map.of("USD", 900_000L)));
  }

  /** The same, with one campaign that asks for even pacing of a budget of its own. */
  public static Catalogue paced(String campaign, Money budget) {
    Catalogue plain = catalogue();
    return new Catalogue(
        plain.advertisers(),
        plain.campaigns().stream()
            .map(
                c ->
                    c.id().equals(campaign)
                        ? new Campaign(
                            c.id(),
                            c.advertiser(),
                            c.objective(),
                            c.bid(),
                            budget,
                            c.flight(),
                            c.targeting(),
                            c.frequencyCaps(),
                            Pacing.EVEN)
                        : c)
            .toList(),
        plain.ads(),
        plain.contents(),
        plain.rates());
  }

  private static Campaign campaign(int c, Money budget) {
    String currency = c == 6 ? "USD" : "EUR";
    Objective objective = Objective.values()[c % 3];
    String bid =
        switch (objective) {
          case IMPRESSION -> "4.00";
          case CLICK -> "0.20";
          case CONVERSION -> "5.00";
        };
    return new Campaign(
        "camp" + c,
        "adv" + c,
        objective,
        Money.parse(bid, currency),
        Money.micros(budget.micros(), currency),
        new Flight(
            NOON.minus(Duration.ofDays(10)),
            c == 5 ? NOON.minus(Duration.ofDays(1)) : NOON.plus(Duration.ofDays(3000))),
        c == 3 ? new Targeting(Set.of(), Set.of("mobile"), Set.of()) : Targeting.ALL,
        c == 4 ? List.of(new FrequencyCap(2, Duration.ofDays(1))) : List.of(),
        Pacing.ASAP);
  }

  private static Ad ad(int c, int a) {
    return new Ad(
        adId(c, a),
        "camp" + c,
        "Title " + c + "/" + a,
        "Description",
        List.of("cat" + c, "sub" + a),
        "Brand" + c,
        Optional.of(Money.parse("19.99", "EUR")),
        "https://img.example/" + c + "-" + a + ".png",
        "https://shop" + c + ".example/p/" + a,
        NOON.minus(Duration.ofDays(20)));
  }

  public static String adId(int campaign, int ad) {
    return "ad" + campaign + "-" + ad;
  }

  public static SemanticIds ids(Catalogue catalogue) {
    int n = catalogue.ads().size();
    short[] codes = new short[n * 3];
    var items = new ArrayList<String>();
    for (int i = 0; i < n; i++) {
      items.add(catalogue.ads().get(i).id());
      codes[i * 3] = (short) (i / ADS_EACH % 16);
      codes[i * 3 + 1] = (short) (i % ADS_EACH);
      codes[i * 3 + 2] = (short) (i / ADS_EACH / 16);
    }
    return new SemanticIds(items, 3, 16, codes);
  }

  public static Release release(String version, Catalogue catalogue, TestingRecall recall) {
    SemanticIds ids = ids(catalogue);
    Trie trie = Release.trieOfAds(catalogue, ids);
    return Release.of(
        version,
        catalogue,
        ids,
        trie,
        recall.in(trie),
        (_, _, ads) ->
            java.util.Arrays.stream(ads)
                .mapToObj(
                    ad ->
                        new io.adlib.serve.release.Valuer.Value(.02 + .0005 * (ad * 37 % 60), .05))
                .toList());
  }

  public static Release release(String version) {
    return release(version, catalogue(), new TestingRecall());
  }

  public static Request request(String id, String user) {
    return request(id, user, true, 3);
  }

  public static Request request(String id, String user, boolean consent, int slots) {
    return new Request(
        id,
        user,
        new Environment("home-top", "desktop", "DE", "page1"),
        Optional.empty(),
        consent,
        NOON,
        Duration.ofMillis(1000),
        slots);
  }
}
