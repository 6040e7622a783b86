package io.adlib.serve.path;

import static io.adlib.serve.TestingMarket.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.core.Seed;
import io.adlib.core.Slate;
import io.adlib.core.UserState;
import io.adlib.market.auction.SaleTerms;
import io.adlib.market.auction.SlateRules;
import io.adlib.market.eligibility.Budgets;
import io.adlib.market.frequency.FrequencyCounts;
import io.adlib.serve.TestingMarket;
import io.adlib.serve.TestingRecall;
import io.adlib.serve.release.Release;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What may be drawn for the last position is what the slate's rules let stand there. */
class ExplorationTest {

  private static final int SLOTS = 3;

  /** The testing market with category paths of one or two names out of few, or none. */
  private static Release market(long seed) {
    RandomGenerator random = new Seed(seed).generator();
    Catalogue plain = TestingMarket.catalogue();
    List<Ad> ads = plain.ads().stream().map(ad -> under(ad, path(random))).toList();
    Catalogue catalogue =
        new Catalogue(plain.advertisers(), plain.campaigns(), ads, plain.contents(), plain.rates());
    return TestingMarket.release("v1", catalogue, new TestingRecall());
  }

  private static List<String> path(RandomGenerator random) {
    return IntStream.range(0, random.nextInt(3))
        .mapToObj(level -> "name" + random.nextInt(3))
        .toList();
  }

  private static Ad under(Ad ad, List<String> category) {
    return new Ad(
        ad.id(),
        ad.campaign(),
        ad.title(),
        ad.description(),
        category,
        ad.brand(),
        ad.price(),
        ad.image(),
        ad.landingPage(),
        ad.created());
  }

  private static Decision decide(Release release, SlateRules rules, int request) {
    SaleTerms plain = SaleTerms.DEFAULT.withoutReserve();
    var terms =
        new SaleTerms(
            plain.pricing(), rules, plain.qualityExponent(), plain.safety(), plain.reserveMicros());
    var engine =
        new DecisionEngine(
            new PathConfig(32, 8, 32, 8, 1, terms, new Seed(11))
                .with(new PathConfig.Young(0, Duration.ofDays(7), 0)),
            System::nanoTime,
            _ -> 0,
            _ -> 0);
    return engine.decide(
        SlateQuery.of(request("r" + request, "u", true, SLOTS)),
        release,
        UserState.unknown("u"),
        FrequencyCounts.NONE,
        Budgets.UNLIMITED);
  }

  /** Ad by ad: whether the rules let it stand below others. */
  private static boolean mayStand(Catalogue catalogue, SlateRules rules, int ad, List<Ad> above) {
    Ad one = catalogue.ads().get(ad);
    List<String> category = cut(one, rules);
    long ofAdvertiser =
        above.stream()
            .filter(other -> advertiser(catalogue, other).equals(advertiser(catalogue, one)))
            .count();
    long ofCategory =
        above.stream()
            .filter(other -> !category.isEmpty() && cut(other, rules).equals(category))
            .count();
    return ofAdvertiser < rules.perAdvertiser() && ofCategory < rules.perCategory();
  }

  private static List<String> cut(Ad ad, SlateRules rules) {
    return ad.category().stream().limit(rules.categoryDepth()).toList();
  }

  private static String advertiser(Catalogue catalogue, Ad ad) {
    return catalogue.campaign(catalogue.adIndex(ad.id())).advertiser();
  }

  @Property(tries = 60)
  void everyAdThatTheRulesLetStandIsDrawnWithTheSameProbability(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 2) int perAdvertiser,
      @ForAll @IntRange(min = 1, max = 3) int perCategory,
      @ForAll @IntRange(min = 1, max = 2) int depth) {
    Release release = market(seed);
    Catalogue catalogue = release.catalogue();
    var rules =
        new SlateRules(perAdvertiser, perCategory == 3 ? SlateRules.ANY : perCategory, depth);
    for (int i = 0; i < 8; i++) {
      Decision decision = decide(release, rules, i);
      List<Ad> shown =
          decision.positions().stream()
              .map(position -> catalogue.ads().get(catalogue.adIndex(position.ad())))
              .toList();
      List<Ad> above = shown.subList(0, shown.size() - 1);
      int[] open =
          decision.eligible().stream()
              .filter(ad -> mayStand(catalogue, rules, ad, above))
              .toArray();
      Slate.Position last = decision.positions().getLast();
      assertThat(open).contains(catalogue.adIndex(last.ad()));
      assertThat(last.propensity()).isCloseTo(1. / open.length, within(1e-12));
    }
  }
}
