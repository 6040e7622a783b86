package io.adlib.market.demo;

import io.adlib.core.Ad;
import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Content;
import io.adlib.core.Seed;
import io.adlib.core.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The built-in market: advertisers, campaigns, ads, contents and users that do not exist, written
 * by a grammar from a seed, and the {@link Truth} about who would click what. The same seed and
 * scale give the same market on every machine. Immutable and thread-safe.
 */
public final class DemoMarket {

  private final Seed seed;
  private final DemoScale scale;
  private final Catalogue catalogue;
  private final List<User> users;
  private final Truth truth;
  private final Habits habits;

  private DemoMarket(
      Seed seed,
      DemoScale scale,
      Catalogue catalogue,
      List<User> users,
      Truth truth,
      Habits habits) {
    this.seed = seed;
    this.scale = scale;
    this.catalogue = catalogue;
    this.users = users;
    this.truth = truth;
    this.habits = habits;
  }

  /** Makes the market. */
  public static DemoMarket generate(Seed seed, DemoScale scale) {
    Lexicon lexicon = Lexicon.read();
    var maker = new Maker(lexicon, seed.of("demo"), scale);
    maker.sellersAndAds();
    maker.contents();
    var people = new People(lexicon, seed.of("people"));
    for (int i = 0; i < scale.users(); i++) {
      people.add();
    }
    var catalogue =
        new Catalogue(
            List.copyOf(maker.advertisers.values()),
            maker.campaigns,
            maker.ads,
            maker.contents,
            maker.sellers.rates());
    var queries = new QueryWriter(lexicon);
    var truth =
        new Truth(
            scale.start(),
            catalogue,
            List.copyOf(people.users()),
            List.copyOf(people.persons()),
            maker.traits,
            queries,
            maker.categoryOfContent);
    var habits =
        new Habits(seed.of("habits"), scale.start(), queries, catalogue, truth, maker.shelves());
    return new DemoMarket(seed, scale, catalogue, List.copyOf(people.users()), truth, habits);
  }

  /** The seed it was made from. */
  public Seed seed() {
    return seed;
  }

  /** How large it is. */
  public DemoScale scale() {
    return scale;
  }

  /** What can be shown and who pays. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /** Who is shown ads; a user's number is the place in this list. */
  public List<User> users() {
    return users;
  }

  /** Who would click what. For simulation and evaluation only: nothing that serves may see it. */
  public Truth truth() {
    return truth;
  }

  /** When people come and what they do by themselves. */
  public Habits habits() {
    return habits;
  }

  /** The work of {@link #generate}, step by step. */
  private static final class Maker {
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

    Maker(Lexicon lexicon, Seed seed, DemoScale scale) {
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
        throw new io.adlib.core.BugException(
            "no brands in the department " + department, "add them to brands.txt");
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

    Shelves shelves() {
      return new Shelves(categoryOfContent, typeOfContent, styleOfContent);
    }
  }
}
