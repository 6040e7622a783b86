package io.adlib.market.demo;

import io.adlib.core.Ad;
import io.adlib.core.Advertiser;
import io.adlib.core.BugException;
import io.adlib.core.Campaign;
import io.adlib.core.Content;
import io.adlib.core.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Makes the catalogue of a demo market and what the truth knows of it, step by step. */
final class MarketMaker {
  private static final double ADS_A_CAMPAIGN = 13.3;

  final Lexicon lexicon;
  final Seed seed;
  final DemoScale scale;
  final Sellers sellers;
  final Map<String, Advertiser> advertisers = new LinkedHashMap<>();
  final Map<String, Sellers.Home> homes = new LinkedHashMap<>();
  final List<String> brands = new ArrayList<>();
  final List<Campaign> campaigns = new ArrayList<>();
  final List<Ad> ads = new ArrayList<>();
  final List<Content> contents = new ArrayList<>();
  final AdTraits traits;
  final int[] categoryOfContent;
  final int[] typeOfContent;
  final int[] styleOfContent;

  MarketMaker(Lexicon lexicon, Seed seed, DemoScale scale) {
    this.lexicon = lexicon;
    this.seed = seed;
    this.scale = scale;
    sellers = new Sellers(scale.start());
    lexicon.brands().values().forEach(brands::addAll);
    traits = AdTraits.of(scale.ads(), brands.size());
    categoryOfContent = new int[scale.contents()];
    typeOfContent = new int[scale.contents()];
    styleOfContent = new int[scale.contents()];
  }

  void sellersAndAds() {
    RandomGenerator random = seed.of("sellers").generator();
    for (int b = 0; b < brands.size(); b++) {
      Sellers.Home home = sellers.home(random);
      homes.put(brands.get(b), home);
      for (int d = 0; d < People.BRAND_DIMENSIONS; d++) {
        traits.brandVectors()[b][d] = random.nextGaussian();
      }
    }
    var writer = new AdWriter();
    for (int c = 0; c < Lexicon.CATEGORIES; c++) {
      CategoryWords words = lexicon.categories().get(c);
      int from = c * scale.ads() / Lexicon.CATEGORIES;
      int to = (c + 1) * scale.ads() / Lexicon.CATEGORIES;
      int count =
          (int) Math.max(1, Math.round((to - from) / ADS_A_CAMPAIGN + (c % 2 == 0 ? .1 : -.1)));
      List<String> sellersHere = new ArrayList<>(brandsOf(words.department()));
      java.util.Collections.shuffle(sellersHere, java.util.Random.from(random));
      for (int k = 0; k < count; k++) {
        String brand = sellersHere.get(k % sellersHere.size());
        campaign(
            c,
            words,
            brand,
            from + k * (to - from) / count,
            from + (k + 1) * (to - from) / count,
            writer,
            random);
      }
    }
  }

  private List<String> brandsOf(String department) {
    List<String> found = lexicon.brands().get(department);
    if (found == null) {
      throw new BugException("no brands in the department " + department, "add them to brands.txt");
    }
    return found;
  }

  private void campaign(
      int category,
      CategoryWords words,
      String brand,
      int firstAd,
      int lastAd,
      AdWriter writer,
      RandomGenerator random) {
    Sellers.Home home = homes.getOrDefault(brand, new Sellers.Home("UTC", "EUR"));
    advertisers.computeIfAbsent(brand, b -> sellers.advertiser(b, home));
    double typical = Math.sqrt(words.priceLow() * words.priceHigh());
    Campaign campaign =
        sellers.campaign("c%03d".formatted(campaigns.size() + 1), brand, home, typical, random);
    campaigns.add(campaign);
    int favouriteStyle = random.nextInt(Lexicon.STYLES);
    int favouriteTier = random.nextInt(Lexicon.TIERS);
    double campaignQuality = 0.3 * random.nextGaussian();
    for (int a = firstAd; a < lastAd; a++) {
      int type = random.nextInt(Lexicon.TYPES);
      int style = random.nextDouble() < 0.6 ? favouriteStyle : random.nextInt(Lexicon.STYLES);
      int tier = random.nextDouble() < 0.6 ? favouriteTier : random.nextInt(Lexicon.TIERS);
      traits.category_A()[a] = category;
      traits.type_A()[a] = type;
      traits.style_A()[a] = style;
      traits.tier_A()[a] = tier;
      traits.brand_A()[a] = brands.indexOf(brand);
      traits.quality_A()[a] = campaignQuality + 0.4 * random.nextGaussian();
      traits.offer_A()[a] = 0.4 * random.nextGaussian();
      var copy = writer.write(words, type, lexicon.styles().get(style), tier, brand, random);
      double euros =
          words.priceLow()
              * Math.pow(
                  words.priceHigh() / words.priceLow(),
                  (tier + random.nextDouble()) / Lexicon.TIERS);
      String id = "a%05d".formatted(a + 1);
      ads.add(
          new Ad(
              id,
              campaign.id(),
              copy.title(),
              copy.description(),
              words.path(),
              brand,
              java.util.Optional.of(sellers.price(euros, home.currency())),
              "",
              "https://" + Sellers.slug(brand) + ".example/" + id,
              scale.start().minus(Duration.ofMinutes(random.nextInt(1, 180 * 24 * 60)))));
    }
  }

  void contents() {
    RandomGenerator random = seed.of("contents").generator();
    var writer = new ContentWriter();
    for (int i = 0; i < scale.contents(); i++) {
      int category = (int) ((long) i * Lexicon.CATEGORIES / scale.contents());
      categoryOfContent[i] = category;
      typeOfContent[i] = random.nextInt(Lexicon.TYPES);
      styleOfContent[i] = random.nextInt(Lexicon.STYLES);
      contents.add(
          writer.write(
              "p%05d".formatted(i + 1),
              lexicon.categories().get(category),
              typeOfContent[i],
              lexicon.styles().get(styleOfContent[i]),
              random));
    }
  }

  int[] topicOfContent() {
    int[] topics = new int[categoryOfContent.length];
    for (int i = 0; i < topics.length; i++) {
      topics[i] = categoryOfContent[i] * Lexicon.TYPES + typeOfContent[i];
    }
    return topics;
  }

  Shelves shelves() {
    return new Shelves(categoryOfContent, typeOfContent, styleOfContent);
  }
}
