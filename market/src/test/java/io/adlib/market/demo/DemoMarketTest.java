package io.adlib.market.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Ad;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Content;
import io.adlib.core.ContentHash;
import io.adlib.core.Seed;
import java.util.HashSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoMarketTest {

  private static final DemoMarket TINY = DemoMarket.generate(new Seed(7), DemoScale.TINY);

  private static String hash(DemoMarket market) {
    var hash = new ContentHash();
    market.catalogue().advertisers().forEach(a -> hash.add(a.toString()));
    for (Campaign c : market.catalogue().campaigns()) {
      hash.add(c.id() + c.bid() + c.dailyBudget() + c.flight() + c.objective() + c.pacing());
    }
    market.catalogue().ads().forEach(a -> hash.add(a.toString()));
    market.catalogue().contents().forEach(c -> hash.add(c.toString()));
    market.users().forEach(u -> hash.add(u.toString()));
    return hash.hex();
  }

  @Test
  void theSameSeedGivesTheSameMarketAndAnotherGivesAnother() {
    assertThat(hash(DemoMarket.generate(new Seed(7), DemoScale.TINY))).isEqualTo(hash(TINY));
    assertThat(hash(DemoMarket.generate(new Seed(8), DemoScale.TINY))).isNotEqualTo(hash(TINY));
  }

  @Test
  void theFullMarketHasThePromisedSize() {
    Catalogue catalogue = DemoMarket.generate(new Seed(1), DemoScale.FULL).catalogue();
    assertThat(catalogue.ads()).hasSize(4000);
    assertThat(catalogue.contents()).hasSize(3000);
    assertThat(catalogue.campaigns()).hasSizeBetween(290, 310);
    assertThat(catalogue.advertisers()).hasSizeBetween(115, 135);
    assertThat(catalogue.ads().stream().map(Ad::category).distinct()).hasSize(40);
    assertThat(catalogue.campaigns().stream().map(Campaign::objective).distinct()).hasSize(3);
    assertThat(catalogue.campaigns().stream().map(c -> c.bid().currency()).distinct())
        .contains("EUR", "USD", "GBP", "JPY");
    assertThat(catalogue.advertisers().stream().map(a -> a.timezone()).distinct())
        .hasSizeGreaterThan(4);
    assertThat(catalogue.ads().stream().map(Ad::title).distinct()).hasSize(4000);
    assertThat(catalogue.contents().stream().map(Content::title).distinct()).hasSize(3000);
  }

  @Test
  void titlesAndDescriptionsReadLikeLanguage() {
    for (Ad ad : TINY.catalogue().ads()) {
      readable(ad.title());
      readable(ad.description());
      assertThat(Wording.repeats(ad.title())).as(ad.title()).isFalse();
      assertThat(ad.brand()).isNotBlank();
      assertThat(ad.category()).hasSizeBetween(2, 3).doesNotContain("");
      assertThat(ad.price().orElseThrow().isPositive()).isTrue();
    }
    for (Content content : TINY.catalogue().contents()) {
      readable(content.title());
      readable(content.text());
      assertThat(content.tags()).isNotEmpty().doesNotHaveDuplicates();
    }
  }

  private static void readable(String text) {
    assertThat(text).isNotBlank().doesNotContain("  ").doesNotContain("null");
    assertThat(Character.isUpperCase(text.charAt(0)) || Character.isDigit(text.charAt(0)))
        .as(text)
        .isTrue();
    String[] words = text.split(" ", -1);
    for (int i = 1; i < words.length; i++) {
      assertThat(words[i]).as(text).isNotEqualToIgnoringCase(words[i - 1]);
    }
  }

  @Test
  void everyBrandHasOneSellerAndEveryBudgetIsPositive() {
    for (Campaign campaign : TINY.catalogue().campaigns()) {
      assertThat(campaign.dailyBudget().isPositive()).isTrue();
      assertThat(TINY.catalogue().rates().convert(campaign.bid(), "EUR").isPositive()).isTrue();
    }
    var names =
        TINY.catalogue().advertisers().stream().map(a -> a.name()).collect(Collectors.toSet());
    assertThat(names).hasSize(TINY.catalogue().advertisers().size());
    var ids = new HashSet<String>();
    TINY.users().forEach(user -> assertThat(ids.add(user.id())).isTrue());
  }

  @Test
  void queriesAreUnderstoodAsWhatTheyWereWrittenFor() {
    var lexicon = Lexicon.read();
    var queries = new QueryWriter(lexicon);
    var random = new Seed(3).generator();
    for (int category = 0; category < Lexicon.CATEGORIES; category++) {
      for (int type = 0; type < Lexicon.TYPES; type++) {
        String query = queries.write(category, type, random.nextInt(Lexicon.TIERS), random);
        assertThat(queries.read(query).topic())
            .as(query)
            .isEqualTo(category * Lexicon.TYPES + type);
      }
    }
    assertThat(queries.read("weather tomorrow").topic()).isEqualTo(-1);
  }
}
