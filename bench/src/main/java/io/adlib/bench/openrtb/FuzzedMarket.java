package io.adlib.bench.openrtb;

import io.adlib.core.Ad;
import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Content;
import io.adlib.core.ExchangeRates;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.serve.release.Recall;
import io.adlib.serve.release.Release;
import io.adlib.serve.release.Valuer;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Forty campaigns of five ads, in two currencies, with budgets that never end. */
final class FuzzedMarket {

  private static final int CAMPAIGNS = 40;
  private static final int ADS = 5;

  private FuzzedMarket() {}

  static Catalogue catalogue() {
    Instant now = Instant.now();
    var advertisers = new ArrayList<Advertiser>();
    var campaigns = new ArrayList<Campaign>();
    var ads = new ArrayList<Ad>();
    for (int c = 0; c < CAMPAIGNS; c++) {
      String currency = c % 4 == 0 ? "USD" : "EUR";
      advertisers.add(new Advertiser("adv" + c, "Advertiser " + c, ZoneOffset.UTC));
      campaigns.add(
          new Campaign(
              "camp" + c,
              "adv" + c,
              Campaign.Objective.values()[c % 3],
              Money.parse("4", currency),
              Money.parse("1000000000", currency),
              new Campaign.Flight(now.minus(Duration.ofDays(9)), now.plus(Duration.ofDays(900))),
              c % 5 == 0
                  ? new Campaign.Targeting(Set.of(), Set.of("mobile"), Set.of("DE", "US"))
                  : Campaign.Targeting.ALL,
              c % 7 == 0 ? List.of(new Campaign.FrequencyCap(1000, Duration.ofDays(1))) : List.of(),
              Campaign.Pacing.ASAP));
      for (int a = 0; a < ADS; a++) {
        ads.add(
            new Ad(
                "ad" + c + "-" + a,
                "camp" + c,
                "Title <" + c + "/" + a + "> \"quoted\"",
                "Description & more",
                List.of("IAB" + (1 + c % 20)),
                "Brand" + c,
                Optional.of(Money.parse("19.99", "EUR")),
                "https://img.example/" + c + ".png",
                "https://shop" + c + ".example/p/" + a,
                now.minus(Duration.ofDays(30))));
      }
    }
    return new Catalogue(
        advertisers,
        campaigns,
        ads,
        List.of(new Content("page1", "article", "A page", "Text", List.of("tag"), "")),
        new ExchangeRates(LocalDate.of(2026, 11, 25), "EUR", Map.of("USD", 900_000L)));
  }

  static Release release(Catalogue catalogue) {
    short[] codes = new short[catalogue.ads().size() * 2];
    for (int ad = 0; ad < catalogue.ads().size(); ad++) {
      codes[2 * ad] = (short) (ad / ADS);
      codes[2 * ad + 1] = (short) (ad % ADS);
    }
    var ids = new SemanticIds(catalogue.ads().stream().map(Ad::id).toList(), 2, 64, codes);
    Trie trie = Release.trieOfAds(catalogue, ids);
    return Release.of(
        "fuzzed",
        catalogue,
        ids,
        trie,
        new FirstLegal(trie),
        (_, _, chosen) ->
            Arrays.stream(chosen).mapToObj(ad -> new Valuer.Value(.01 + ad * 1e-4, .1)).toList());
  }

  /** Proposes whatever may be shown. */
  private record FirstLegal(Trie trie) implements Recall {
    @Override
    public List<Proposal> propose(UserState u, Request r, LegalLeaves legal, int beam, int k) {
      return IntStream.range(0, trie.leaves())
          .filter(leaf -> legal.any(leaf, leaf + 1))
          .limit(Math.min(beam, k))
          .mapToObj(leaf -> new Proposal(leaf, -1))
          .toList();
    }

    @Override
    public List<List<Prefix>> beams(UserState u, Request r, LegalLeaves legal, int beam) {
      return List.of();
    }

    @Override
    public double logP(UserState u, Request r, LegalLeaves legal, int leaf) {
      return -1;
    }

    @Override
    public double[] attention(UserState u, Request r) {
      return new double[u.recent().size()];
    }

    @Override
    public Recall over(SemanticIds ids, Trie changed) {
      return new FirstLegal(changed);
    }
  }
}
