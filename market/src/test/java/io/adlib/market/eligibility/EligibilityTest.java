package io.adlib.market.eligibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Ad;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.market.TestingMarket;
import io.adlib.market.frequency.FrequencyCounts;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.roaringbitmap.RoaringBitmap;

class EligibilityTest {

  /** A market and a question, both random. */
  private record Case(Catalogue catalogue, EligibilityQuery query, List<Event> seen) {
    static Case of(long seed) {
      Catalogue catalogue = TestingMarket.random(seed, 4, 20, 80);
      RandomGenerator random = new Seed(seed).of("query").generator();
      Request request = TestingMarket.request(random);
      List<Event> seen = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        String ad = "a" + random.nextInt(80);
        seen.add(
            TestingMarket.impression(
                "e" + i, "u", ad, request.time().minus(Duration.ofMinutes(random.nextInt(200)))));
      }
      long poor = random.nextLong();
      Budgets budgets = (c, _) -> (c.id().hashCode() * poor >>> 60) > 2;
      Set<String> advertisers = random.nextInt(3) == 0 ? Set.of("v1", "nobody") : Set.of();
      var blocks = new Blocks(TestingMarket.someCategories(random), advertisers);
      return new Case(
          catalogue,
          new EligibilityQuery(request, budgets, FrequencyCounts.of(catalogue, seen), blocks),
          seen);
    }
  }

  private static long impressions(Case one, Campaign campaign, Duration window) {
    return one.seen.stream()
        .filter(e -> one.catalogue.campaign(one.catalogue.adIndex(e.subject())) == campaign)
        .filter(e -> e.time().plus(window).isAfter(one.query.request().time()))
        .count();
  }

  /** The rules again, an ad at a time, in the plainest words. */
  private static boolean mayBeShown(Case one, int number) {
    Request request = one.query.request();
    Environment where = request.environment();
    Ad ad = one.catalogue.ads().get(number);
    Campaign campaign = one.catalogue.campaign(number);
    boolean capAllows =
        campaign.frequencyCaps().stream()
            .allMatch(
                cap ->
                    request.consent()
                        && impressions(one, campaign, cap.window()) < cap.impressions());
    return allows(campaign.targeting().placements(), where.placement())
        && allows(campaign.targeting().devices(), where.device())
        && allows(campaign.targeting().countries(), where.country())
        && campaign.flight().contains(request.time())
        && one.query.budgets().canSpend(campaign, request.time())
        && capAllows
        && !one.query.blocks().advertisers().contains(campaign.advertiser())
        && ad.category().stream().noneMatch(one.query.blocks().categories()::contains);
  }

  private static boolean allows(Set<String> targets, String value) {
    return targets.isEmpty() || targets.contains(value);
  }

  @Property(tries = 500)
  void agreesWithTheRulesAppliedToEachAd(@ForAll long seed) {
    Case one = Case.of(seed);
    RoaringBitmap eligible = Eligibility.of(one.catalogue).eligible(one.query);
    int[] expected =
        IntStream.range(0, one.catalogue.ads().size()).filter(ad -> mayBeShown(one, ad)).toArray();
    assertThat(eligible.toArray()).isEqualTo(expected);
  }

  @Property(tries = 300)
  void givesAReasonForExactlyTheAdsThatMayNotBeShown(@ForAll long seed) {
    Case one = Case.of(seed);
    Eligibility eligibility = Eligibility.of(one.catalogue);
    RoaringBitmap eligible = eligibility.eligible(one.query);
    Map<Ineligible, Integer> counted = new EnumMap<>(Ineligible.class);
    for (int ad = 0; ad < one.catalogue.ads().size(); ad++) {
      List<Ineligible> reasons = eligibility.why(ad, one.query);
      assertThat(reasons.isEmpty()).isEqualTo(eligible.contains(ad));
      reasons.forEach(reason -> counted.merge(reason, 1, Integer::sum));
    }
    assertThat(eligibility.census(one.query)).isEqualTo(counted);
  }

  @Property(tries = 100)
  void anAnswerDoesNotDependOnTheQuestionsBefore(@ForAll long seed) {
    Case one = Case.of(seed);
    Eligibility used = Eligibility.of(one.catalogue);
    RandomGenerator random = new Seed(seed).of("before").generator();
    for (int i = 0; i < 5; i++) {
      Request other = TestingMarket.request(random);
      used.eligible(
              new EligibilityQuery(other, Budgets.UNLIMITED, FrequencyCounts.NONE, Blocks.NONE))
          .clear();
    }
    assertThat(used.eligible(one.query))
        .isEqualTo(Eligibility.of(one.catalogue).eligible(one.query));
  }

  @Property(tries = 50)
  void withoutConsentNoHistoryIsRead(@ForAll long seed) {
    Case one = Case.of(seed);
    Request r = one.query.request();
    var anonymous =
        new Request(
            r.id(), r.user(), r.environment(), r.query(), false, r.time(), r.deadline(), r.slots());
    FrequencyCounts forbidden =
        (_, _, _) -> {
          throw new AssertionError("history was read");
        };
    Eligibility eligibility = Eligibility.of(one.catalogue);
    var query = new EligibilityQuery(anonymous, Budgets.UNLIMITED, forbidden, one.query.blocks());
    for (int ad : eligibility.eligible(query).toArray()) {
      assertThat(one.catalogue.campaign(ad).frequencyCaps()).isEmpty();
    }
    eligibility.census(query);
  }

  @Property(tries = 100)
  void theLegalLeavesAreThoseOfTheEligibleAdsThatHaveAnId(@ForAll long seed) {
    Catalogue catalogue = TestingMarket.random(seed, 3, 5, 30);
    List<String> known =
        IntStream.range(0, 40).filter(i -> i % 3 > 0).mapToObj(i -> "a" + i).toList();
    short[] codes = new short[known.size() * 2];
    for (int i = 0; i < known.size(); i++) {
      codes[2 * i] = (short) ((i * 7) % 5);
      codes[2 * i + 1] = (short) i;
    }
    var ids = new SemanticIds(known, 2, 64, codes);
    Trie trie = Trie.of(ids);
    AdLeaves leaves = AdLeaves.of(catalogue, ids, trie);
    RoaringBitmap ads = new RoaringBitmap();
    RandomGenerator random = new Seed(seed).generator();
    IntStream.range(0, 30).filter(_ -> random.nextBoolean()).forEach(ads::add);
    LegalLeaves legal = leaves.legal(ads);
    for (int leaf = 0; leaf < trie.leaves(); leaf++) {
      String item = ids.items().get(trie.item(leaf));
      int ad = catalogue.adIndex(item);
      assertThat(leaves.ad(leaf)).isEqualTo(ad);
      assertThat(legal.any(leaf, leaf + 1)).isEqualTo(ad >= 0 && ads.contains(ad));
    }
    assertThat(leaves.leaf(3)).isEqualTo(-1);
  }

  @Property(tries = 100)
  void aCatalogueThatGrewAndAdsThatWentAreAsIfCompiledAnew(@ForAll long seed) {
    Case one = Case.of(seed);
    RandomGenerator random = new Seed(seed).of("changes").generator();
    List<Ad> ads = one.catalogue.ads();
    int base = 1 + random.nextInt(ads.size() - 1);
    Catalogue catalogue =
        new Catalogue(
            one.catalogue.advertisers(),
            one.catalogue.campaigns(),
            ads.subList(0, base),
            one.catalogue.contents(),
            one.catalogue.rates());
    Eligibility changed = Eligibility.of(catalogue);
    var withdrawn = new RoaringBitmap();
    for (int end = base; end <= ads.size(); end++) {
      int some = random.nextInt(catalogue.ads().size());
      withdrawn.flip((long) some, some + 1L);
      Catalogue grown = catalogue.with(ads.subList(catalogue.ads().size(), end));
      changed = changed.with(grown, withdrawn);
      catalogue = grown;
    }
    RoaringBitmap anew = Eligibility.of(one.catalogue).eligible(one.query);
    anew.andNot(withdrawn);
    assertThat(changed.eligible(one.query)).isEqualTo(anew);
    for (int ad = 0; ad < ads.size(); ad++) {
      assertThat(changed.why(ad, one.query).contains(Ineligible.WITHDRAWN))
          .isEqualTo(withdrawn.contains(ad));
    }
  }
}
